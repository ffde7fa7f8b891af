import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import { reasons } from "./messages.ts";

/** How long a filesystem may take to list its top. Ours: as long as any other reading that answers at once. */
export const ANSWER_SECONDS = 3;

/** Mount points of filesystems that did not answer when they were asked: they are not asked again. */
const hung = new Set<string>();

/** Takes in what is known not to answer. */
export function markHung(points: Iterable<string>): void {
  for (const point of points) hung.add(point);
}

/** All that is known not to answer. */
export const hungPoints = (): readonly string[] => [...hung];

const isAtOrBelow = (path: string, top: string): boolean =>
  path === top || path.startsWith(top === "/" ? "/" : `${top}/`);

/** The mount point at or above a path of this machine that is known not to answer. */
export function hungAbove(path: string): string | null {
  for (const point of hung) if (isAtOrBelow(path, point)) return point;
  return null;
}

/** Why a path is not read; null if nothing is known against it. */
export function hungReason(path: string): Says | null {
  const point = hung.size === 0 ? null : hungAbove(path);
  return point === null
    ? null
    : reasons.timedOut({ path: point, limit: quantity(ANSWER_SECONDS, "seconds") });
}
