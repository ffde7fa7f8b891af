import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { errorCode, readFile } from "./read-file.ts";

const S_IFMT = 0o170000;
const S_IFBLK = 0o060000;

/** `major:minor` of a device number as stat(2) gives it (linux kdev_t.h, new_decode_dev and its high bits). */
export function deviceName(device: number | bigint): string {
  const number = BigInt(device);
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn);
  return `${major}:${minor & 0xffffffffn}`;
}

/** Name of a block device below /dev, from sysfs; null if the kernel knows no such device. */
export function blockDeviceName(root: string, device: string): string | null {
  const uevent = readFile(join(root, `/sys/dev/block/${device}/uevent`));
  return uevent.status === "read" ? (/^DEVNAME=(.+)$/m.exec(uevent.text)?.[1] ?? null) : null;
}

/** Bytes of a block device; null if the kernel knows no such device. */
export function blockDeviceBytes(root: string, device: string): number | null {
  const size = readFile(join(root, `/sys/dev/block/${device}/size`));
  return size.status === "read" && /^\d+\n?$/.test(size.text) ? Number(size.text) * 512 : null;
}

/** An open block device. */
export interface BlockDevice {
  /** Bytes at an offset; null where they end early. */
  readAt(offset: number, length: number): DataView | null;
  /** The same into bytes that are used again. */
  readInto(bytes: Uint8Array, offset: number): boolean;
}

/**
 * Opens a block device to read a few blocks of it, makes sure that it is the one that was asked for, and closes it.
 * @returns null if it cannot be opened (no privilege, no node in /dev).
 */
export function withBlockDevice<T>(
  root: string,
  device: string,
  act: (open: BlockDevice) => T,
): T | null {
  const name = blockDeviceName(root, device);
  if (name === null || /(^|\/)\.\.?(\/|$)/.test(name)) return null;
  let fd: number;
  try {
    fd = openSync(join(root, "/dev", name), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return null;
  }
  try {
    const { mode, rdev } = fstatSync(fd);
    if ((mode & S_IFMT) !== S_IFBLK || deviceName(rdev) !== device) return null;
    const readInto = (bytes: Uint8Array, offset: number): boolean =>
      readSync(fd, bytes, 0, bytes.length, offset) === bytes.length;
    const readAt = (offset: number, length: number): DataView | null => {
      const bytes = new Uint8Array(length);
      return readInto(bytes, offset) ? new DataView(bytes.buffer) : null;
    };
    return act({ readAt, readInto });
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return null;
  } finally {
    closeSync(fd);
  }
}
