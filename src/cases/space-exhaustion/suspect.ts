import type { Says } from "#contract/message.ts";
import type { Quantity } from "#contract/quantity.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Evidence, Subject } from "#contract/verdict.ts";
import type { Remedy } from "#contract/remedy.ts";

/** One resource that ENOSPC may be about: how much of it is used up. */
export interface Suspect {
  readonly cause: string;
  readonly subject: Subject;
  /** Of the limit: 0…1 and beyond. */
  readonly fill: number;
  /** What to say when it is used up, or nearly. */
  readonly says: Says;
  /** The first is what decides; it is also what rules the resource out. */
  readonly evidence: NonEmpty<Evidence>;
  readonly remedies: readonly Remedy[];
}

/** The detector's rule for all: a cause is named only when its own counter is here. */
export const FULL_RATIO = 0.95;
/** Ours: worth a look. */
export const NEAR_RATIO = 0.85;

/** A limit as evidence shows it: reached, or not. */
export function limitOf(
  fill: number,
  limit: Quantity,
  because: Says,
): NonNullable<Evidence["limit"]> {
  const share = fill >= FULL_RATIO || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  const value =
    typeof limit.value === "bigint"
      ? (limit.value * BigInt(share * 100)) / 100n
      : Math.ceil(limit.value * share);
  return { op: fill >= share ? ">=" : "<", than: { ...limit, value }, because };
}
