import { readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { readFile } from "./read-file.ts";

/** One mount, as `/proc/PID/mountinfo` tells it: what a walk needs of it. */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** `major:minor` of the filesystem; st_dev of its files is another one on btrfs. */
  readonly device: string;
  /** The directory of the filesystem that is shown. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
  /** Of the filesystem, as written. */
  readonly options: string;
}

/** The mounts of one mount namespace, and a process that sees them. */
export interface MountTable {
  /** `self`, `1`, or the pid of a process in the namespace. */
  readonly process: string;
  readonly own: boolean;
  readonly mounts: readonly Mount[];
}

/**
 * Mounts of a mountinfo text; a line that makes no sense is passed over.
 *
 * @param wanted tells by the device whether a line is worth decoding: tables of 100 000 lines occur.
 */
export function parseMounts(
  text: string,
  wanted: (device: string) => boolean = () => true,
): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split("\n")) {
    if (!wanted(line.split(" ", 3)[2] ?? "")) continue;
    const [before = "", after] = line.split(" - ", 2);
    const [id, parent, device, root, point] = before.split(" ");
    if (after === undefined || point === undefined || root === undefined || device === undefined)
      continue;
    const [type = "", source = "", options = ""] = after.split(" ");
    mounts.push({
      id: Number(id),
      parent: Number(parent),
      device,
      root: decodeOctal(root),
      point: decodeOctal(point),
      type,
      source: decodeOctal(source),
      options,
    });
  }
  return mounts;
}

/** Ids of all processes, lowest first. */
export function processIds(root: string): number[] {
  return readdirSync(join(root, "/proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The mounts that a process sees; null if it has ended or may not be looked at. */
export function mountsOf(
  root: string,
  process: string,
  wanted?: (device: string) => boolean,
): readonly Mount[] | null {
  const read = readFile(join(root, `/proc/${process}/mountinfo`));
  return read.status === "read" ? parseMounts(read.text, wanted) : null;
}

/** The process whose namespace is the operator's own: this one, or process 1 of a host mounted at a directory. */
export const ownProcess = (root: string): string => (root === "" ? "self" : "1");

/** Filesystems that hold nothing anybody writes, or whose user-space server may never answer. */
const NOT_FOR_US = /^(squashfs|iso9660|udf|erofs|cramfs|romfs|fuse.*)$/;
/** Filesystems on block devices that show an anonymous device number. */
const ANONYMOUS = new Set(["btrfs", "bcachefs"]);

/** Whether st_dev of its files is another number than that of its mounts. */
export const isAnonymous = ({ type }: Mount): boolean => ANONYMOUS.has(type);

/** Whether a filesystem lies on a block device of this host and can be written to. */
export function isOnDisk(mount: Mount): boolean {
  const { device, type } = mount;
  return isAnonymous(mount) || (!device.startsWith("0:") && !NOT_FOR_US.test(type));
}
