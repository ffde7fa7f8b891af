import type { Origin } from "#contract/reading.ts";

/** One size's pool: pages that are free and promised to nobody are memory that serves nobody. */
export interface Pool {
  readonly pageSize: number;
  readonly total: number;
  readonly surplus: number;
  readonly unused: number;
  /** The file that sets the pool; null if only meminfo told of it. */
  readonly path: string | null;
  readonly origin: Origin;
}
