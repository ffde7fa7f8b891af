import type { ConntrackCounters, ConntrackStat } from "#text/conntrack-counters.ts";
import { u32Difference } from "#text/counter.ts";

/** Counters of all CPUs of a namespace together; null where the source does not tell. */
export interface ConntrackSums {
  readonly insertFailed: number;
  readonly drop: number | null;
  readonly found: number | null;
  readonly earlyDrop: number | null;
  readonly clashResolve: number | null;
  readonly chainTooLong: number | null;
}

type Counter = keyof ConntrackSums;
type Pair = readonly [earlier: ConntrackCounters, later: ConntrackCounters];

function sum(rows: readonly (number | null)[]): number | null {
  const known = rows.filter((value) => value !== null);
  return known.length < rows.length ? null : known.reduce((total, value) => total + value, 0);
}

function sumsOf<T>(
  rows: readonly T[],
  value: (row: T, counter: Counter) => number | null,
): ConntrackSums {
  const of = (counter: Counter): number | null => sum(rows.map((row) => value(row, counter)));
  return {
    insertFailed: of("insertFailed") ?? 0,
    drop: of("drop"),
    found: of("found"),
    earlyDrop: of("earlyDrop"),
    clashResolve: of("clashResolve"),
    chainTooLong: of("chainTooLong"),
  };
}

/** Since the namespace began, or since the module was loaded; each CPU's counter wraps at 2^32. */
export function conntrackTotals(stat: ConntrackStat): ConntrackSums {
  return sumsOf(stat.cpus, (row, counter) => row[counter]);
}

function step([earlier, later]: Pair, counter: Counter): number | null {
  const [before, after] = [earlier[counter], later[counter]];
  return before === null || after === null ? null : u32Difference(before, after);
}

const fell = ([earlier, later]: Pair): boolean => later.insertFailed < earlier.insertFailed;

/**
 * How far each counter went between two samples. A CPU that only one of them shows is left out: what it had counted
 * before is not known. Null when the rows cannot be matched: none in common, or another number of rows whose counters
 * fell, so that a row stands for another CPU than before (the kernel's file does not number them).
 */
export function conntrackDelta(earlier: ConntrackStat, later: ConntrackStat): ConntrackSums | null {
  const before = new Map(earlier.cpus.map((row) => [row.cpu, row]));
  const pairs = later.cpus.flatMap((row): Pair[] => {
    const old = before.get(row.cpu);
    return old ? [[old, row]] : [];
  });
  if (pairs.length === 0) return null;
  if (earlier.cpus.length !== later.cpus.length && pairs.some(fell)) return null;
  return sumsOf(pairs, step);
}
