import { originAt, type Origin, type Read } from "#contract/reading.ts";
import { u64Difference } from "#text/counter.ts";
import type { Snmp } from "#text/snmp.ts";

/** A counter of `/proc/net/netstat` or `snmp`: since its namespace was made, and between the two samples. */
export interface Rise {
  readonly name: string;
  readonly total: bigint;
  /** Null with one sample. */
  readonly delta: bigint | null;
  /** Between the samples; 0 with one. */
  readonly seconds: number;
  readonly origin: Origin;
}

/** One counter of a table that was read; null if this kernel does not have it. */
export function riseOf(read: Read<Snmp>, group: string, name: string): Rise | null {
  const now = read.value.get(group)?.get(name);
  if (now === undefined) return null;
  const before = read.earlier?.value.get(group)?.get(name);
  return {
    name,
    total: now.value,
    delta: before === undefined ? null : u64Difference(before.value, now.value),
    seconds: read.earlier?.secondsBefore ?? 0,
    origin: originAt(read, { line: now.line }),
  };
}

/** How far it rose, as a number that arithmetic is done with; 0 with one sample. */
export function risen(rise: Rise | null): number {
  return Number(rise?.delta ?? 0n);
}
