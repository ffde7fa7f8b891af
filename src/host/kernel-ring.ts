import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { bytes } from "#contract/quantity.ts";
import { mayHang } from "./locality.ts";
import { reasons } from "./messages.ts";
import { errorCode, type FileRead, readFile, refusal } from "./read-file.ts";

const RING = "/dev/kmsg";
/** `/dev/kmsg` is device 1:11. */
const RING_DEVICE = (1 << 8) | 11;
/** A record with all its fields is smaller (CONSOLE_EXT_LOG_MAX is 8192): a smaller buffer is refused with EINVAL. */
const LARGEST_RECORD = 16 * 1024;
/** The largest ring that `log_buf_len=` is set to in earnest. */
const LARGEST_RING = 64 * 1024 * 1024;
/** procfs gives its root this inode number. */
const PROC_ROOT_INODE = 1;

function bootOf(root: string): string | null {
  const read = readFile(`${root}/proc/sys/kernel/random/boot_id`);
  return read.status === "read" ? read.text : null;
}

/** Whether the tree below a root is this running kernel's own, as a container sees its host under `/host`. */
function isThisKernel(root: string): boolean {
  if (mayHang(`${root}/proc`)) return false;
  const proc = statSync(`${root}/proc`, { throwIfNoEntry: false });
  return proc?.ino === PROC_ROOT_INODE && bootOf(root) !== null && bootOf(root) === bootOf("");
}

/** The ring's place, if a path names the ring of the running kernel: in any other tree the device would give our own. */
export function isKernelRing(path: string): boolean {
  if (path === RING) return true;
  return path.endsWith(RING) && isThisKernel(path.slice(0, -RING.length));
}

/** Reads one record after the other, as the device gives them, until there is none. @returns null if they never end. */
function readRecords(fd: number): string | null {
  let buffer = Buffer.allocUnsafe(16 * LARGEST_RECORD);
  let used = 0;
  while (used <= LARGEST_RING) {
    if (buffer.length - used < LARGEST_RECORD) {
      const larger = Buffer.allocUnsafe(2 * buffer.length);
      buffer.copy(larger, 0, 0, used);
      buffer = larger;
    }
    try {
      const got = readSync(fd, buffer, used, LARGEST_RECORD, null);
      if (got === 0) return buffer.toString("utf8", 0, used);
      used += got;
    } catch (error) {
      const code = errorCode(error);
      if (code === "EAGAIN") return buffer.toString("utf8", 0, used);
      // Overwritten before it was read: the next read goes on behind the gap, which the sequence numbers show.
      if (code !== "EPIPE") throw error;
    }
  }
  return null;
}

/**
 * The kernel's ring of messages, from its first record to its last. Nothing is taken out of it, and nothing is waited for.
 *
 * @see linux Documentation/ABI/testing/dev-kmsg
 */
export function readKernelRing(path: string, privilege: string): FileRead {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return refusal(path, error, privilege);
  }
  try {
    const { rdev } = fstatSync(fd);
    if (rdev !== RING_DEVICE)
      return { status: "denied", reason: reasons.notAFile({ path, type: "character device" }) };
    const text = readRecords(fd);
    return text === null
      ? { status: "denied", reason: reasons.tooLarge({ path, limit: bytes(LARGEST_RING) }) }
      : { status: "read", text };
  } catch (error) {
    return refusal(path, error, privilege);
  } finally {
    closeSync(fd);
  }
}
