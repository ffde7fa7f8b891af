import { ptr } from "bun:ffi";
import { call } from "./libc.ts";

/** What statfs(2) tells of a filesystem, in bytes and inodes. */
export interface FilesystemSpace {
  readonly total: number;
  readonly free: number;
  /** Free to users without privilege: less than `free` by what is reserved. */
  readonly available: number;
  readonly inodes: number;
  readonly inodesFree: number;
}

/** Asks the filesystem of an open file; null if it does not answer. */
export function spaceOf(fd: number): FilesystemSpace | null {
  // struct statfs: f_type, f_bsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_fsid, f_namelen, f_frsize, …
  const words = new BigInt64Array(new ArrayBuffer(8 * 15));
  if (call("fstatfs", fd, ptr(words)) !== 0) return null;
  const word = (index: number): number => Number(words[index] ?? 0n);
  const unit = word(9) || word(1);
  return {
    total: word(2) * unit,
    free: word(3) * unit,
    available: Math.max(0, word(4)) * unit,
    inodes: word(5),
    inodesFree: word(6),
  };
}
