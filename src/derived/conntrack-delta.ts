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

/**
 * How far each counter went between two samples. Null when they do not show the same CPUs: the kernel lists all that are
 * possible, which does not change while it runs, so one of the samples lacks some, and what those counted is not known.
 *
 * @see linux net/netfilter/nf_conntrack_standalone.c ct_cpu_seq_next()
 */
export function conntrackDelta(earlier: ConntrackStat, later: ConntrackStat): ConntrackSums | null {
  const before = new Map(earlier.cpus.map((row) => [row.cpu, row]));
  const pairs = later.cpus.flatMap((row): Pair[] => {
    const old = before.get(row.cpu);
    return old ? [[old, row]] : [];
  });
  const isWhole = pairs.length === later.cpus.length && pairs.length === earlier.cpus.length;
  return isWhole && pairs.length > 0 ? sumsOf(pairs, step) : null;
}
