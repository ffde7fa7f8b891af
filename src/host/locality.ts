import { dirname, join, resolve } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { linkTarget } from "./directory.ts";
import { readFile } from "./read-file.ts";

/** Filesystems that answer without another machine or a user-space server. Everything else may never answer. */
const LOCAL = new Set(
  `proc sysfs tmpfs devtmpfs ramfs rootfs devpts cgroup cgroup2 securityfs debugfs tracefs bpf pstore efivarfs mqueue
   hugetlbfs configfs binfmt_misc fusectl rpc_pipefs nsfs selinuxfs ext2 ext3 ext4 xfs btrfs zfs f2fs bcachefs jfs
   reiserfs vfat exfat ntfs3 iso9660 udf squashfs erofs overlay aufs bcache`.split(/\s+/),
);

interface FarMounts {
  readonly points: readonly string[];
  /** Of these, those that are there already: asking the others would mount them. */
  readonly mounted: readonly string[];
}

let farMounts: FarMounts | undefined;

/** Takes what a mount table tells of filesystems that another machine or a user-space server stands behind. */
function farIn(text: string): FarMounts {
  const points: string[] = [];
  const mounted: string[] = [];
  // Line by line without splitting: a sick host has a hundred thousand.
  for (let start = 0; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const at = text.indexOf(" - ", start) + 3;
    const type = at > 2 && at < end ? text.slice(at, text.indexOf(" ", at)) : "";
    if (type !== "" && !LOCAL.has(type)) {
      const [, , , , written = ""] = text.slice(start, at).split(" ", 5);
      const point = decodeOctal(written);
      points.push(point);
      if (type !== "autofs") mounted.push(point);
    }
    start = end + 1;
  }
  return { points, mounted };
}

let ownMounts: string | null = null;

function far(): FarMounts {
  if (farMounts) return farMounts;
  const table = readFile("/proc/self/mountinfo");
  ownMounts = table.status === "read" ? table.text : null;
  farMounts = farIn(ownMounts ?? "");
  return farMounts;
}

/** This process's own mount table, if it has just been read, once: reading it again may take half a second. */
export function takeOwnMounts(): string | null {
  const text = ownMounts;
  ownMounts = null;
  return text;
}

/** The mount point of a far filesystem that a path lies at or below, by its name alone; of several the innermost. */
function farPointAbove(path: string): string | null {
  const above = far().points.filter((point) => isAtOrBelow(path, point));
  return above.reduce<string | null>(
    (best, point) => (best === null || point.length >= best.length ? point : best),
    null,
  );
}

/** Mount points of far filesystems that a path lies in or that lie in it. */
export function farPointsAround(path: string): readonly string[] {
  const place = followNear(resolve(path));
  return far().mounted.filter((point) => isAtOrBelow(point, place) || isAtOrBelow(place, point));
}

const isAtOrBelow = (path: string, top: string): boolean =>
  path === top || path.startsWith(top === "/" ? "/" : `${top}/`);

const MOST_LINKS = 40;

/** Follows the links of a path for as long as no far filesystem need be asked. @returns how far that goes. */
function followNear(path: string): string {
  let at = "/";
  let left = path.split("/").filter(Boolean);
  for (let links = 0; left.length > 0 && farPointAbove(at) === null;) {
    const [name = "", ...rest] = left;
    at = join(at, name);
    left = rest;
    const target = farPointAbove(at) === null ? linkTarget(at) : -1;
    if (typeof target !== "string" || ++links > MOST_LINKS) continue;
    left = [...resolve(dirname(at), target).split("/").filter(Boolean), ...left];
    at = "/";
  }
  return join(at, ...left);
}

/**
 * Whether reading a path may wait for another machine or a user-space server (FUSE, NFS, …): such a read is given to a
 * child that can be left behind. Asks the mount table, never the filesystem in question.
 */
export function mayHang(path: string): boolean {
  const place = resolve(path);
  return far().points.length > 0 && farPointAbove(followNear(place)) !== null;
}

/** Whether anything at or below a directory may hang: what is looked for there may lead into it. */
export function mayHangWithin(directory: string): boolean {
  const place = resolve(directory);
  return mayHang(place) || far().points.some((point) => isAtOrBelow(point, place));
}
