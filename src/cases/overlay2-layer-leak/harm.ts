import type { Limit } from "#contract/verdict.ts";
import { bytes, quantity, ratio } from "#contract/quantity.ts";
import type { Overlay2Store } from "#facts/walk/overlay2-layers.ts";
import type { TotalCost } from "./layers.ts";
import { words } from "./messages.ts";

/** From here on a leak is more than the crumbs of one crash. Ours. */
const HARMFUL_LAYERS = 10;
const HARMFUL_BYTES = 100 * 1024 * 1024;
/** Of what the filesystem holds, in bytes or inodes. Ours. */
const HARMFUL_SHARE = 0.01;
/** A filesystem that is nearly full, and a leak that makes a difference to it. Ours. */
const FULL_SHARE = 0.9;
const LARGE_SHARE = 0.1;

/** A filesystem's state and what a leak takes of it; shares are null where the filesystem does not count. */
export interface Harm {
  readonly bytesShare: number | null;
  readonly inodesShare: number | null;
  readonly usedSpace: number | null;
  readonly usedInodes: number | null;
}

const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1, part / whole) : null;

export function harmOf(store: Overlay2Store, cost: TotalCost | null): Harm {
  const { filesystem } = store;
  if (filesystem === null)
    return { bytesShare: null, inodesShare: null, usedSpace: null, usedInodes: null };
  const heldBytes = filesystem.bytes - filesystem.freeBytes;
  const heldInodes = filesystem.inodes - filesystem.freeInodes;
  return {
    bytesShare: cost && share(cost.bytes, heldBytes),
    inodesShare: cost && share(cost.inodes, heldInodes),
    usedSpace: share(heldBytes, filesystem.bytes),
    usedInodes: share(heldInodes, filesystem.inodes),
  };
}

/** Whether a proven leak does harm already; if not, its cause is in place and it will grow. */
export function isHarmful(layers: number, cost: TotalCost | null, harm: Harm): boolean {
  return (
    layers >= HARMFUL_LAYERS ||
    (cost?.bytes ?? 0) >= HARMFUL_BYTES ||
    (harm.bytesShare ?? 0) >= HARMFUL_SHARE ||
    (harm.inodesShare ?? 0) >= HARMFUL_SHARE
  );
}

export function severityOf(harm: Harm): "critical" | "warning" {
  const full = (used: number | null, leak: number | null): boolean =>
    (used ?? 0) >= FULL_SHARE && (leak ?? 0) >= LARGE_SHARE;
  return full(harm.usedSpace, harm.bytesShare) || full(harm.usedInodes, harm.inodesShare)
    ? "critical"
    : "warning";
}

export const limits = {
  layers: {
    op: ">=",
    than: quantity(HARMFUL_LAYERS, "layers"),
    because: words.becauseHarm(),
  },
  bytes: { op: ">=", than: bytes(HARMFUL_BYTES), because: words.becauseHarm() },
  share: { op: ">=", than: ratio(HARMFUL_SHARE), because: words.becauseHarm() },
  none: { op: ">=", than: quantity(1, "layers"), because: words.becauseNone() },
} as const satisfies Record<string, Limit>;
