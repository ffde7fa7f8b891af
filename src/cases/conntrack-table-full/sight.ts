import type { ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Origin, Read, Reading } from "#contract/reading.ts";
import { conntrackDelta, type ConntrackSums, conntrackTotals } from "#derived/conntrack-delta.ts";
import type { ConntrackStat } from "#text/conntrack-counters.ts";
import type { needs } from "./needs.ts";

/** The flows that one network namespace tracks, against the limit. */
export interface Table {
  readonly namespace: Namespace;
  readonly count: number;
  /** How many there were in the first sample; null with one sample. */
  readonly countBefore: number | null;
  readonly max: number;
  readonly fill: number;
  readonly origin: Origin;
  /** Of the counters; null where they could not be read. */
  readonly counters: {
    readonly totals: ConntrackSums;
    /** Null with one sample, or when the two cannot be compared. */
    readonly delta: ConntrackSums | null;
    readonly seconds: number;
    readonly origin: Origin;
  } | null;
}

function countersOf(readings: readonly (Reading<ConntrackStat> | undefined)[]): Table["counters"] {
  const read = readings.find(
    (reading): reading is Read<ConntrackStat> => reading?.status === "read",
  );
  if (!read) return null;
  const { value, earlier, origin } = read;
  return {
    totals: conntrackTotals(value),
    delta: earlier ? conntrackDelta(earlier.value, value) : null,
    seconds: earlier?.secondsBefore ?? 0,
    origin,
  };
}

/** The tables whose size is known, the fullest first; `max` is the limit of each. */
export function tablesOf(
  { count, stat, command }: ReadingsOf<typeof needs>,
  max: number,
): readonly Table[] {
  const tables = count.readings.flatMap(({ namespace, reading }): Table[] => {
    const same = (all: typeof stat) =>
      all.readings.find((other) => other.namespace.inode === namespace.inode)?.reading;
    const sources = [same(stat), same(command)];
    const told = sources.find(
      (source) => source?.status === "read" && source.value.entries !== null,
    );
    const entries = told?.status === "read" ? told.value.entries : null;
    const before = told?.status === "read" ? (told.earlier?.value.entries ?? null) : null;
    const value = reading.status === "read" ? reading.value : entries;
    if (value === null) return [];
    return [
      {
        namespace,
        count: Math.max(value, entries ?? 0),
        countBefore: before,
        max,
        fill: Math.max(value, entries ?? 0) / max,
        origin: reading.origin,
        counters: countersOf(sources),
      },
    ];
  });
  return tables.toSorted((a, b) => b.fill - a.fill);
}

/** What was lost because the table was full: drops, less those that have another reason. */
export function lostOf({ counters }: Table): { dropped: number; evicted: number } | null {
  const delta = counters?.delta;
  if (!delta || delta.drop === null) return null;
  return {
    dropped: Math.max(0, delta.drop - delta.insertFailed),
    evicted: delta.earlyDrop ?? 0,
  };
}
