import { join } from "node:path";
import { deviceName } from "./block-device.ts";
import { askDescriptor, close, Inode, openAny } from "./directory.ts";
import { otherTables, ownTable } from "./mount-namespaces.ts";
import { isAnonymous, isOnDisk, type Mount, type MountTable } from "./mount-table.ts";
import type { Place } from "./private-view.ts";
import { type FilesystemSpace, spaceOf } from "./statfs.ts";

/** A filesystem that files can be made in, and how much room it has. */
export interface WritableFilesystem {
  readonly device: string;
  readonly place: Place;
  readonly space: FilesystemSpace;
}

/** Of the filesystem itself: a mount of it may be read-only and another one not. */
const isReadOnly = ({ options }: Mount): boolean => options.split(",").includes("ro");

const isAskedFor = (mount: Mount): boolean =>
  (isOnDisk(mount) || mount.type === "tmpfs") && !isReadOnly(mount);

/** Asks a mount's filesystem, unless something else is mounted over it. */
function spaceAt(root: string, table: MountTable, mount: Mount): FilesystemSpace | null {
  const fd = openAny(join(root, table.own ? "" : `/proc/${table.process}/root`, mount.point));
  if (fd < 0) return null;
  const inode = new Inode();
  const isItself =
    askDescriptor(fd, inode) === 0 &&
    (isAnonymous(mount) || deviceName(inode.device) === mount.device);
  const space = isItself ? spaceOf(fd) : null;
  close(fd);
  return space;
}

/** Local filesystems, on disks and in memory, that any process can write to: each once, as the operator's own mount namespace shows it if it does. */
export function writableFilesystems(root: string): readonly WritableFilesystem[] {
  const found = new Map<string, WritableFilesystem>();
  const own = ownTable(root);
  const known = new Set(own.mounts.map(({ device }) => device));
  for (const table of [own, ...otherTables(root, (device) => !known.has(device))]) {
    for (const mount of table.mounts) {
      if (!isAskedFor(mount) || found.has(mount.device)) continue;
      const space = spaceAt(root, table, mount);
      if (space) found.set(mount.device, { device: mount.device, place: { table, mount }, space });
    }
  }
  return [...found.values()];
}
