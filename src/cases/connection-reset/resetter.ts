import type { CaptureDirection } from "#contract/capture.ts";
import type { CaptureReset } from "#contract/capture-trouble.ts";

/** Values that hosts give a packet's time to live to begin with. */
const INITIAL_HOPS = [32, 64, 128, 255];
const MOST_HOPS = 255;

/** Routers that a packet has passed, if it began with the next of the usual values. */
export function routersPassed(hops: number): number {
  return (INITIAL_HOPS.find((initial) => hops <= initial) ?? MOST_HOPS) - hops;
}

/** What says that a RST was not made by the host that it names as its sender; the strong ones leave no other reading. */
export type Clue =
  | { readonly kind: "other-hops"; readonly isStrong: boolean }
  | { readonly kind: "made-here"; readonly isStrong: true }
  | { readonly kind: "went-on"; readonly isStrong: boolean }
  | { readonly kind: "ahead"; readonly isStrong: false };

/**
 * The RST has passed another number of routers than the other packets of its sender. The same number from another
 * initial value may be the host's own: an option of the socket, or a kernel that answers for a socket that is gone.
 */
function otherHops({ hops }: CaptureReset, own: CaptureDirection["hops"]): Clue[] {
  if (own === null || (hops >= own.fewest && hops <= own.most)) return [];
  const isSteady = own.most - own.fewest <= 1;
  const passed = routersPassed(hops);
  const isElsewhere = passed < routersPassed(own.most) || passed > routersPassed(own.fewest);
  return [{ kind: "other-hops", isStrong: isSteady && isElsewhere }];
}

/** Its sender went on as if it had sent none. A capture that holds packets twice may hold them in any order. */
function wentOn(reset: CaptureReset, own: CaptureDirection): Clue[] {
  if (reset.after === null || reset.triedAgain) return [];
  const isPlain = own.seenTwice === 0 && reset.frames === 1;
  return [{ kind: "went-on", isStrong: isPlain && reset.after.segments > 1 }];
}

/** A guessed number: nothing of its sender was lost, and yet the RST lies behind all of it. */
function ahead(reset: CaptureReset, own: CaptureDirection): Clue[] {
  const isWhole = own.lostSegments === 0 && own.gap === null && own.retransmissions === 0;
  return isWhole && (reset.ahead ?? 0) > 0 ? [{ kind: "ahead", isStrong: false }] : [];
}

/** All clues that somebody on the way made the RST, strong ones first. */
export function cluesOf(reset: CaptureReset, own: CaptureDirection): readonly Clue[] {
  const madeHere: Clue[] = reset.madeHere ? [{ kind: "made-here", isStrong: true }] : [];
  const all = [
    ...madeHere,
    ...otherHops(reset, own.hops),
    ...wentOn(reset, own),
    ...ahead(reset, own),
  ];
  return all.toSorted((one, other) => Number(other.isStrong) - Number(one.isStrong));
}
