import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";

/** Ours: the next unpacked archive or pulled image fails. */
export const FULL_RATIO = 0.95;
/** Ours: worth a look. */
export const NEAR_RATIO = 0.85;
/** Where less than this share of the space is free, space is what ends first. */
const SPACE_LEFT = 0.03;

/** Filesystems that make inodes of free space: they show few free ones as soon as the space is short. */
const ON_DEMAND = new Set(["xfs", "zfs", "f2fs", "bcachefs"]);

/** Inodes in use as a share of all; null where their number is not fixed, or space is what is short. */
export function fillOf({
  type,
  inodes,
  inodesFree,
  total,
  available,
}: FilesystemRoom): number | null {
  if (inodes === 0) return null;
  if (ON_DEMAND.has(type) && available < total * SPACE_LEFT) return null;
  return (inodes - inodesFree) / inodes;
}
