import type { ReadingsOf } from "#contract/fact.ts";
import type { closerNeeds, needs } from "./needs.ts";
import type { Reason } from "./reason.ts";
import type { Episode } from "./stalls.ts";

export type Readings = ReadingsOf<typeof needs>;
export type Closer = ReadingsOf<typeof closerNeeds> | null;

export interface Scene {
  readonly episode: Episode;
  /** Of the same cause, before. */
  readonly earlier: readonly Episode[];
  readonly reason: Reason | null;
  readonly readings: Readings;
  readonly closer: Closer;
}
