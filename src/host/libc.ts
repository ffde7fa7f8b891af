import { dlopen, FFIType, ptr, read as peek } from "bun:ffi";

/**
 * Numbers of the few system calls that Bun does not offer, made through glibc's `syscall(2)` so that an old glibc
 * suffices (linux arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
 */
const NUMBERS = {
  x64: {
    close: 3,
    connect: 42,
    faccessat: 269,
    fcntl: 72,
    fstatfs: 138,
    getdents64: 217,
    getsockopt: 55,
    ioctl: 16,
    kcmp: 312,
    mount: 165,
    newfstatat: 262,
    openTree: 428,
    openat: 257,
    pipe2: 293,
    prctl: 157,
    read: 0,
    readlinkat: 267,
    recvmsg: 47,
    sendmsg: 46,
    setns: 308,
    setsockopt: 54,
    socket: 41,
    statx: 332,
    unshare: 272,
    write: 1,
  },
  arm64: {
    close: 57,
    connect: 203,
    faccessat: 48,
    fcntl: 25,
    fstatfs: 44,
    getdents64: 61,
    getsockopt: 209,
    ioctl: 29,
    kcmp: 272,
    mount: 40,
    newfstatat: 79,
    openTree: 428,
    openat: 56,
    pipe2: 59,
    prctl: 167,
    read: 63,
    readlinkat: 78,
    recvmsg: 212,
    sendmsg: 211,
    setns: 268,
    setsockopt: 208,
    socket: 198,
    statx: 291,
    unshare: 97,
    write: 64,
  },
} as const;

export const architecture = process.arch === "arm64" ? "arm64" : "x64";
/** System call numbers of this machine. */
export const SYS = NUMBERS[architecture];

export const AT_FDCWD = -100;
export const AT_SYMLINK_NOFOLLOW = 0x100;
export const AT_NO_AUTOMOUNT = 0x800;
export const AT_EMPTY_PATH = 0x1000;
/** Takes what the kernel knows: a dead NFS server or FUSE daemon is not waited for (statx only). */
export const AT_STATX_DONT_SYNC = 0x4000;
const CLONE_NEWNET = 0x40000000;
export const EPERM = 1;
export const EACCES = 13;
export const ENOTDIR = 20;
export const ENOSYS = 38;

function open() {
  return dlopen("libc.so.6", {
    syscall: { args: Array.from({ length: 6 }, () => FFIType.i64_fast), returns: FFIType.i64_fast },
    __errno_location: { args: [], returns: FFIType.ptr },
  });
}

type Symbols = ReturnType<typeof open>["symbols"];
let symbols: Symbols | undefined;

/**
 * glibc's `syscall`: the number and five arguments, -1 on failure. For loops that make a million calls;
 * {@link call} is for all others.
 */
export function rawSyscall(): Symbols["syscall"] {
  symbols ??= open().symbols;
  return symbols.syscall;
}

/** `errno` of the call that just failed on this thread. */
export function errno(): number {
  const place = symbols?.__errno_location() ?? null;
  return place === null ? EPERM : peek.i32(place, 0);
}

/**
 * One system call.
 * @returns what the kernel returns, or the negative errno.
 */
export function call(name: keyof typeof SYS, ...args: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = args;
  const result = Number(rawSyscall()(SYS[name], a, b, c, d, e));
  return result >= 0 ? result : -errno();
}

// An address does not keep its bytes alive; the last few copies are kept here while their calls are made.
const kept: Uint8Array[] = [];
const KEPT = 16;

/** A NUL-terminated copy of a path, and its address: for the calls made next, or while the caller holds `buffer`. */
export function cString(
  text: string,
  encoding: "utf8" | "latin1" = "utf8",
): { readonly buffer: Uint8Array; readonly address: number } {
  const buffer = Buffer.from(`${text}\0`, encoding);
  kept.push(buffer);
  if (kept.length > KEPT) kept.shift();
  return { buffer, address: ptr(buffer) };
}

/**
 * Words for the kernel to write to again and again at one address. A small typed array without a buffer of its own is no
 * place for that: the compiler of hot code may move its bytes, and what the kernel then writes is not seen.
 */
export function kernelWords(count: number): Uint32Array {
  return new Uint32Array(new ArrayBuffer(4 * count));
}

const scratch = Buffer.alloc(64 * 1024);
const scratchAddress = ptr(scratch);
let scratchUsed = 0;

/**
 * Address of a NUL-terminated copy of a path for the call made next: later names are written over it. Half the cost of
 * {@link cString}, for walks that name thousands.
 */
export function passingName(text: string): number {
  const most = text.length * 3 + 1;
  if (most > scratch.length) return cString(text).address;
  if (scratchUsed + most > scratch.length) scratchUsed = 0;
  const start = scratchUsed;
  scratchUsed += scratch.write(text, start);
  scratch[scratchUsed++] = 0;
  return scratchAddress + start;
}

/** Moves the calling thread into the network namespace behind an open descriptor. @returns 0 or -errno. */
export function enterNetns(fd: number): number {
  return call("setns", fd, CLONE_NEWNET);
}

const STATX_BASIC_STATS = 0x7ff;
const STX_DEV_MAJOR = 136;

/**
 * Device of the filesystem that a path lies on, asked so that no remote or user-space filesystem is woken.
 * @returns `major:minor`, or null where the kernel has no statx(2) (before 4.11) or the path is not there.
 * @see statx(2)
 */
export function deviceOf(path: string): string | null {
  const name = cString(path);
  const buffer = new Uint8Array(new ArrayBuffer(256));
  const flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
  if (call("statx", AT_FDCWD, name.address, flags, STATX_BASIC_STATS, ptr(buffer)) !== 0)
    return null;
  const view = new DataView(buffer.buffer);
  return `${view.getUint32(STX_DEV_MAJOR, true)}:${view.getUint32(STX_DEV_MAJOR + 4, true)}`;
}
