/**
 * What a number counts or measures, in base units: never kB, ms or per cent.
 * `ratio` is 0…1 for shares and unbounded for quotients. Units of a rate end in `/s`.
 */
export type Unit =
  | "bytes"
  | "inodes"
  | "files"
  | "layers"
  | "mounts"
  | "mounts/s"
  | "packets"
  | "packets/s"
  | "interrupts/s"
  | "entries"
  | "entries/s"
  | "events"
  | "events/s"
  | "flows"
  | "ports"
  | "sockets"
  | "processes"
  | "namespaces"
  | "containers"
  | "cpus"
  | "queues"
  | "rules"
  | "pages"
  | "seconds"
  | "ratio";

/** A number that knows its unit. u64 counters are bigint; everything else is a finite number. */
export interface Quantity {
  readonly value: number | bigint;
  readonly unit: Unit;
}

export const quantity = (value: number | bigint, unit: Unit): Quantity => ({ value, unit });
export const bytes = (value: number | bigint): Quantity => ({ value, unit: "bytes" });
export const ratio = (value: number): Quantity => ({ value, unit: "ratio" });
