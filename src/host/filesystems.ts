import { readdirSync } from "node:fs";
import { join } from "node:path";
import { blockDeviceBytes, blockDeviceName, withBlockDevice } from "./block-device.ts";
import { type InodeCount, openExt4 } from "./ext4.ts";
import { otherTables, ownTable, wholeTable } from "./mount-namespaces.ts";
import { isAnonymous, isOnDisk, type Mount } from "./mount-table.ts";
import type { Place } from "./private-view.ts";
import { errorCode, readFile } from "./read-file.ts";

/** A filesystem on a block device, and the mount of it that shows most. */
export interface DiskFilesystem {
  readonly device: string;
  readonly place: Place;
}

/** Whether a mount shows more of the filesystem than another, or the same at a shorter path. */
function showsMore(a: Mount, b: Mount): boolean {
  if (a.root.length !== b.root.length) return a.root.length < b.root.length;
  return a.point.length < b.point.length;
}

/**
 * Filesystems on block devices that any process sees: as the operator's own mount namespace shows them, else as another
 * one does, whose table is then given whole.
 */
export function diskFilesystems(root: string): DiskFilesystem[] {
  const found = new Map<string, Place>();
  const own = ownTable(root);
  const known = new Set(own.mounts.map(({ device }) => device));
  for (const table of [own, ...otherTables(root, (device) => !known.has(device))]) {
    for (const mount of table.mounts.filter(isOnDisk)) {
      const best = found.get(mount.device);
      if (!best || (best.table === table && showsMore(mount, best.mount)))
        found.set(mount.device, { table, mount });
    }
  }
  return [...found].map(([device, { table, mount }]) => ({
    device,
    place: { table: wholeTable(root, table), mount },
  }));
}

/** Bytes of the block device below; null where that is not one device (btrfs). */
export function deviceBytes(root: string, { device }: DiskFilesystem): number | null {
  return blockDeviceBytes(root, device);
}

/**
 * Bytes in use that no directory leads to, because the filesystem itself needs them.
 * @returns null where it cannot be told: other types, no privilege to read the device.
 */
export function ownBytes(
  root: string,
  { device, place: { mount } }: DiskFilesystem,
): number | null {
  if (isAnonymous(mount)) return mount.type === "btrfs" ? btrfsOwnBytes(root, mount.source) : null;
  if (!/^ext[234]$/.test(mount.type)) return null;
  return withBlockDevice(root, device, (open) => openExt4(open)?.ownBytes() ?? null);
}

/**
 * What an ext4 stores, by its inode tables. Only when nothing waits to be allocated: blocks of such files are not in the
 * tables yet.
 * @returns null where that cannot be told so.
 */
export function countFromTables(
  root: string,
  { device, place: { mount } }: DiskFilesystem,
  deadline: number,
): InodeCount | null {
  const name = /^ext[34]$/.test(mount.type) ? blockDeviceName(root, device) : null;
  const isSettled = (): boolean => {
    const read = readFile(join(root, `/sys/fs/ext4/${name}/delayed_allocation_blocks`));
    return read.status === "read" && read.text.trim() === "0";
  };
  if (name === null || !isSettled()) return null;
  const count = withBlockDevice(root, device, (open) => openExt4(open)?.count(deadline) ?? null);
  return isSettled() ? count : null;
}

/**
 * Of btrfs: metadata and system chunks in use, every copy, and the global reserve, which statfs(2) counts as used
 * (linux fs/btrfs/super.c btrfs_statfs, Documentation/ABI/testing/sysfs-fs-btrfs).
 */
function btrfsOwnBytes(root: string, source: string): number | null {
  const name = source.slice(source.lastIndexOf("/") + 1);
  const top = join(root, "/sys/fs/btrfs");
  for (const id of listed(top)) {
    if (!listed(join(top, id, "devices")).includes(name)) continue;
    const values = ["metadata/disk_used", "system/disk_used", "global_rsv_size"].map((file) => {
      const read = readFile(join(top, id, "allocation", file));
      return read.status === "read" && /^\d+\n?$/.test(read.text) ? Number(read.text) : Number.NaN;
    });
    const sum = values.reduce((total, value) => total + value, 0);
    return Number.isNaN(sum) ? null : sum;
  }
  return null;
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return [];
  }
}
