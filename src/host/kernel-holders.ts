import { closeSync, openSync, readdirSync } from "node:fs";
import { ptr } from "bun:ffi";
import { dirname, join } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { deviceName, withBlockDevice } from "./block-device.ts";
import { openExt4 } from "./ext4.ts";
import { call, deviceOf } from "./libc.ts";
import type { Unlinked } from "./open-files.ts";
import { errorCode, readFile } from "./read-file.ts";

/** A deleted file that no process holds but the kernel does. */
export interface KernelHeld {
  readonly file: Unlinked;
  /** `loop:loop3`, `swap`. */
  readonly as: string;
  readonly path: string;
  /** `exact`, or `apparent`: the file's size, of which holes are still to be taken off. */
  readonly measure: "exact" | "apparent";
}

const LOOP_GET_STATUS64 = 0x4c05;
const DELETED = " (deleted)";

function loopNames(root: string): string[] {
  try {
    return readdirSync(join(root, "/sys/block")).filter((name) => /^loop\d+$/.test(name));
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return [];
  }
}

/** Device and inode of a loop device's file: struct loop_info64 begins with them (linux/loop.h). */
function loopFile(root: string, name: string): { device: string; inode: bigint } | null {
  const info = new BigUint64Array(new ArrayBuffer(8 * 29));
  let fd: number;
  try {
    fd = openSync(join(root, "/dev", name), "r");
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return null;
  }
  try {
    if (call("ioctl", fd, LOOP_GET_STATUS64, ptr(info)) !== 0) return null;
    return { device: deviceName(info[0] ?? 0n), inode: info[1] ?? 0n };
  } finally {
    closeSync(fd);
  }
}

function loopHeld(root: string, name: string): KernelHeld | null {
  const backing = readFile(join(root, `/sys/block/${name}/loop/backing_file`));
  if (backing.status !== "read" || !backing.text.trimEnd().endsWith(DELETED)) return null;
  const found = loopFile(root, name);
  if (found === null) return null;
  const { device, inode } = found;
  // Nothing in user space leads to the file any more, so its filesystem's own table is asked.
  const stored = withBlockDevice(root, device, (open) => {
    return openExt4(open)?.inode(Number(inode)) ?? null;
  });
  if (stored !== null && stored.links > 0) return null;
  const sectors = readFile(join(root, `/sys/block/${name}/size`));
  const size = sectors.status === "read" ? Number(sectors.text) * 512 || 0 : 0;
  return {
    file: { device, inode, bytes: stored?.bytes ?? size, size, kind: "file", mount: null },
    as: `loop:${name}`,
    path: backing.text.trimEnd(),
    measure: stored === null ? "apparent" : "exact",
  };
}

function swapHeld(root: string): KernelHeld[] {
  const swaps = readFile(join(root, "/proc/swaps"));
  if (swaps.status !== "read") return [];
  return swaps.text.split("\n").flatMap((line, index) => {
    const match = /^(\/\S*)\\040\(deleted\)\s+file\s+(\d+)/.exec(line);
    if (!match) return [];
    const path = decodeOctal(match[1] ?? "");
    const device = deviceOf(join(root, dirname(path)));
    if (device === null) return [];
    const size = Number(match[2]) * 1024;
    // The kernel tells no inode of a swap file; a number that no inode has keeps two of them apart.
    const inode = -BigInt(index + 1);
    const file = { device, inode, bytes: size, size, kind: "file", mount: null } as const;
    return [{ file, as: "swap", path: `${path}${DELETED}`, measure: "exact" as const }];
  });
}

/** Deleted files that loop devices and swap keep. */
export function kernelHeld(root: string): KernelHeld[] {
  const loops = loopNames(root).map((name) => loopHeld(root, name));
  return [...loops.filter((held) => held !== null), ...swapHeld(root)];
}
