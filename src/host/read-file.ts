import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Says } from "#contract/message.ts";
import { bytes } from "#contract/quantity.ts";
import { hungReason } from "./hung.ts";
import { reasons } from "./messages.ts";

/** Larger than any table we know (100 000 mounts are 20 MB), small enough that a hostile tree cannot fill memory. */
const LARGEST_FILE = 256 * 1024 * 1024;

export type FileRead =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "absent" }
  | { readonly status: "denied"; readonly reason: Says };

const KINDS: readonly [(mode: number) => boolean, string][] = [
  [(mode) => (mode & 0o170000) === 0o010000, "FIFO"],
  [(mode) => (mode & 0o170000) === 0o140000, "socket"],
  [(mode) => (mode & 0o170000) === 0o020000, "character device"],
  [(mode) => (mode & 0o170000) === 0o060000, "block device"],
  [(mode) => (mode & 0o170000) === 0o040000, "directory"],
];

/** The errno name of a failed call of `node:fs`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : String(error);
}

/** ENOENT, or a process that ended between listing and reading (ESRCH), or a device that went away. */
function isGone(code: string): boolean {
  return ["ENOENT", "ENOTDIR", "ESRCH", "ENODEV", "ENXIO"].includes(code);
}

export function refusal(path: string, error: unknown, privilege: string): FileRead {
  const code = errorCode(error);
  if (isGone(code)) return { status: "absent" };
  const denied = code === "EACCES" || code === "EPERM";
  return {
    status: "denied",
    reason: denied ? reasons.refused({ path, code, privilege }) : reasons.ioError({ path, code }),
  };
}

/**
 * A pseudo-file read whole with few calls: a second pass over a seq_file may see another state, and `stat` says size 0.
 * Opened without blocking, so that a FIFO in its place is refused and not waited for.
 */
export function readFile(path: string, privilege = "root"): FileRead {
  const hung = hungReason(path);
  if (hung !== null) return { status: "denied", reason: hung };
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return refusal(path, error, privilege);
  }
  try {
    const stat = fstatSync(fd);
    const kind = KINDS.find(([is]) => is(stat.mode));
    if (kind) return { status: "denied", reason: reasons.notAFile({ path, type: kind[1] }) };
    return readWhole(fd, path, stat.size);
  } catch (error) {
    return refusal(path, error, privilege);
  } finally {
    closeSync(fd);
  }
}

/** A copy that went through Windows ends its lines in CR LF; the kernel does not, and its files have no size of their own. */
function withoutReturns(text: string, isStored: boolean): string {
  const end = isStored ? text.indexOf("\n") : -1;
  return end > 0 && text[end - 1] === "\r" ? text.replaceAll("\r\n", "\n") : text;
}

function readWhole(fd: number, path: string, size: number): FileRead {
  let buffer = Buffer.allocUnsafe(size > 0 ? Math.min(size, LARGEST_FILE) + 1 : 64 * 1024);
  let used = 0;
  for (;;) {
    const got = readSync(fd, buffer, used, buffer.length - used, null);
    if (got === 0) {
      const text = withoutReturns(buffer.toString("utf8", 0, used), used === size);
      return { status: "read", text };
    }
    used += got;
    if (used > LARGEST_FILE) {
      return { status: "denied", reason: reasons.tooLarge({ path, limit: bytes(LARGEST_FILE) }) };
    }
    if (used === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 4);
      buffer.copy(larger, 0, 0, used);
      buffer = larger;
    }
  }
}
