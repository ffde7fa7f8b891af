import type { Origin } from "#contract/reading.ts";

/** Bytes, and where they were read. */
export interface Amount {
  readonly bytes: number;
  readonly origin: Origin;
}
