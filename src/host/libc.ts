import { dlopen, FFIType, ptr, read as peek } from "bun:ffi";

/**
 * The few system calls that Bun does not offer, through glibc's `syscall(2)` so that an old glibc suffices.
 * Numbers are those of x86_64 and aarch64 (linux arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
 */
const NUMBERS = {
  x64: { setns: 308, statx: 332, openTree: 428, openat: 257, getdents64: 217, readlinkat: 267 },
  arm64: { setns: 268, statx: 291, openTree: 428, openat: 56, getdents64: 61, readlinkat: 78 },
} as const;

type CallName = keyof (typeof NUMBERS)["x64"];

const AT_FDCWD = -100;
const CLONE_NEWNET = 0x40000000;

function open() {
  return dlopen("libc.so.6", {
    syscall: { args: Array.from({ length: 6 }, () => FFIType.i64_fast), returns: FFIType.i64_fast },
    __errno_location: { args: [], returns: FFIType.ptr },
  });
}

let library: ReturnType<typeof open> | undefined;

/**
 * One raw system call.
 * @returns what the kernel returns, or the negative errno.
 */
export function call(name: CallName, ...args: readonly number[]): number {
  library ??= open();
  const numbers = NUMBERS[process.arch === "arm64" ? "arm64" : "x64"];
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = args;
  const result = Number(library.symbols.syscall(numbers[name], a, b, c, d, e));
  if (result >= 0) return result;
  const errno = library.symbols.__errno_location();
  return errno === null ? -1 : -peek.i32(errno, 0);
}

/** A NUL-terminated copy of a path, and its address while the copy lives. */
export function cString(text: string): { readonly buffer: Uint8Array; readonly address: number } {
  const buffer = Buffer.from(`${text}\0`);
  return { buffer, address: ptr(buffer) };
}

/** Moves the calling thread into the network namespace behind an open descriptor. @returns 0 or -errno. */
export function enterNetns(fd: number): number {
  return call("setns", fd, CLONE_NEWNET);
}

const AT_STATX_DONT_SYNC = 0x4000;
const AT_NO_AUTOMOUNT = 0x800;
const STATX_BASIC_STATS = 0x7ff;
const STX_DEV_MAJOR = 136;

/**
 * Device of the filesystem that a path lies on, asked so that no remote or user-space filesystem is woken.
 * @returns `major:minor`, or null where the kernel has no statx(2) (before 4.11) or the path is not there.
 * @see statx(2)
 */
export function deviceOf(path: string): string | null {
  const name = cString(path);
  const buffer = new Uint8Array(256);
  const flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
  if (call("statx", AT_FDCWD, name.address, flags, STATX_BASIC_STATS, ptr(buffer)) !== 0)
    return null;
  const view = new DataView(buffer.buffer);
  return `${view.getUint32(STX_DEV_MAJOR, true)}:${view.getUint32(STX_DEV_MAJOR + 4, true)}`;
}
