import { resolve } from "node:path";
import { deviceOf } from "./libc.ts";
import { readFile } from "./read-file.ts";

/** Filesystems that answer without another machine or a user-space server. Everything else may never answer. */
const LOCAL = new Set(
  `proc sysfs tmpfs devtmpfs ramfs rootfs devpts cgroup cgroup2 securityfs debugfs tracefs bpf pstore efivarfs mqueue
   hugetlbfs configfs binfmt_misc fusectl rpc_pipefs nsfs selinuxfs ext2 ext3 ext4 xfs btrfs zfs f2fs bcachefs jfs
   reiserfs vfat exfat ntfs3 iso9660 udf squashfs erofs overlay aufs bcache`.split(/\s+/),
);

function decode(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

let farMounts:
  | { readonly points: readonly string[]; readonly devices: ReadonlySet<string> }
  | undefined;

/** Takes what a mount table tells of filesystems that another machine or a user-space server stands behind. */
function farIn(text: string): NonNullable<typeof farMounts> {
  const points: string[] = [];
  const devices = new Set<string>();
  // Line by line without splitting: a sick host has a hundred thousand.
  for (let start = 0; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const type = text.indexOf(" - ", start) + 3;
    const known = type > 2 && type < end && LOCAL.has(text.slice(type, text.indexOf(" ", type)));
    if (!known && type > 2 && type < end) {
      const [, , device = "", , point = ""] = text.slice(start, type).split(" ", 5);
      points.push(decode(point));
      devices.add(device);
    }
    start = end + 1;
  }
  return { points, devices };
}

function far(): NonNullable<typeof farMounts> {
  if (farMounts) return farMounts;
  const table = readFile("/proc/self/mountinfo");
  farMounts = farIn(table.status === "read" ? table.text : "");
  return farMounts;
}

/** Takes in this process's own mount table when it has just been read: reading it may take half a second. */
export function learnMounts(text: string): void {
  farMounts ??= farIn(text);
}

let nearDevices: ReadonlySet<string | null> | undefined;

/**
 * Whether reading a path may wait for another machine or a user-space server (FUSE, NFS, …): such a read is given to a
 * child that can be left behind. Asks the mount table, never the filesystem in question.
 */
export function mayHang(path: string): boolean {
  const place = resolve(path);
  if (place.startsWith("/proc/") || place.startsWith("/sys/")) {
    nearDevices ??= new Set([deviceOf("/proc"), deviceOf("/sys"), null]);
    const device = deviceOf(place);
    return !nearDevices.has(device) && far().devices.has(device ?? "");
  }
  const under = (point: string): boolean =>
    place === point || place.startsWith(point === "/" ? "/" : `${point}/`);
  return far().points.some((point) => under(point));
}

/** Whether anything at or below a directory may hang: what is looked for there may lead into it. */
export function mayHangWithin(directory: string): boolean {
  const place = resolve(directory);
  return (
    mayHang(place) ||
    far().points.some((point) => point.startsWith(place === "/" ? "/" : `${place}/`))
  );
}
