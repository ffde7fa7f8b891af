import { ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import { words } from "./messages.ts";
import type { Readings } from "./scene.ts";

/** Ours: above this share of stolen time, a machine waits for its hypervisor noticeably. */
const STEAL_RATIO = 0.1;
/** Ours: below it nobody notices. */
const SHOWN_RATIO = 0.01;

/** The share of all CPU time that the hypervisor gave to others, between the two samples; null if there is one only. */
function stealShare({ stat }: Readings): number | null {
  if (stat.status !== "read" || !stat.earlier) return null;
  const before = stat.earlier.value.all;
  const total = stat.value.all.total - before.total;
  return total > 0 ? Math.max(0, stat.value.all.steal - before.steal) / total : null;
}

export const isStolen = (readings: Readings): boolean => (stealShare(readings) ?? 0) >= STEAL_RATIO;

export function stealEvidence(readings: Readings): Evidence[] {
  const share = stealShare(readings);
  const { stat } = readings;
  if (share === null || share < SHOWN_RATIO || stat.status !== "read") return [];
  return [
    {
      label: words.stealLabel(),
      says: words.stealShare({ ratio: ratio(share) }),
      observed: ratio(share),
      limit: { op: ">=", than: ratio(STEAL_RATIO), because: words.becauseSteal() },
      origin: originAt(stat, { line: stat.value.all.line }),
    },
  ];
}
