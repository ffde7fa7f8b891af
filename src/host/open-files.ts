import { ptr } from "bun:ffi";
import { deviceName } from "./block-device.ts";
import { close, DirectoryReader, Inode, openDirectory } from "./directory.ts";
import {
  AT_FDCWD,
  AT_NO_AUTOMOUNT,
  AT_STATX_DONT_SYNC,
  cString,
  EACCES,
  EPERM,
  errno,
  kernelWords,
  rawSyscall,
  SYS,
} from "./libc.ts";

const FLAGS = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
const STATX_TYPE = 0x1;
const STATX_NLINK = 0x4;
const STATX_INO = 0x100;
const STATX_SIZE = 0x200;
const STATX_BLOCKS = 0x400;
const STATX_MNT_ID = 0x1000;
const MASK = STATX_TYPE | STATX_NLINK | STATX_INO | STATX_SIZE | STATX_BLOCKS | STATX_MNT_ID;

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;

/** A file or directory without a name that something still holds. */
export interface Unlinked {
  /** st_dev as `major:minor`: an overlay or btrfs shows a number of its own. */
  readonly device: string;
  readonly inode: bigint;
  readonly bytes: number;
  readonly size: number;
  readonly kind: "file" | "directory";
  /** Id of the mount it was opened through; null before Linux 5.8. */
  readonly mount: number | null;
}

/**
 * Asks what a link of /proc leads to, and only whether it still has a name: a remote filesystem is not asked, it
 * answers from what the kernel knows.
 */
export class UnlinkedProbe {
  // struct statx: linux include/uapi/linux/stat.h.
  readonly #words = kernelWords(64);
  readonly #address = ptr(this.#words);
  readonly #syscall = rawSyscall();
  /** Stands in where the kernel has no statx(2), before Linux 4.11: stat(2) may wait for a remote filesystem. */
  readonly #stat = new Inode();
  readonly #isOld: boolean;
  /** Whether the last question failed for lack of privilege. */
  isRefused = false;

  constructor() {
    const { address } = cString("/proc/self");
    this.#isOld =
      Number(this.#syscall(SYS.statx, AT_FDCWD, address, FLAGS, MASK, this.#address)) !== 0;
  }

  /** Whether the name leads to a file or directory without a name. */
  isUnlinked(directory: number, nameAddress: number): boolean {
    if (this.#isOld) return this.#isUnlinkedByStat(directory, nameAddress);
    const asked = this.#syscall(SYS.statx, directory, nameAddress, FLAGS, MASK, this.#address);
    this.isRefused = Number(asked) !== 0 && isRefusal();
    if (Number(asked) !== 0 || this.#words[4] !== 0) return false;
    const type = (this.#words[7] ?? 0) & S_IFMT;
    return type === S_IFREG || type === S_IFDIR;
  }

  #isUnlinkedByStat(directory: number, nameAddress: number): boolean {
    const stat = this.#stat;
    const flags = AT_NO_AUTOMOUNT;
    const asked = this.#syscall(SYS.newfstatat, directory, nameAddress, stat.address, flags, 0);
    this.isRefused = Number(asked) !== 0 && isRefusal();
    return Number(asked) === 0 && stat.links === 0 && (stat.isRegular || stat.isDirectory);
  }

  /** What {@link isUnlinked} found. */
  get found(): Unlinked {
    if (this.#isOld) {
      const { device, key, allocated, size, isDirectory } = this.#stat;
      return {
        device: deviceName(device),
        inode: BigInt(key),
        bytes: allocated,
        size,
        kind: isDirectory ? "directory" : "file",
        mount: null,
      };
    }
    const words = this.#words;
    const wide = (at: number): bigint =>
      (BigInt(words[at + 1] ?? 0) << 32n) | BigInt(words[at] ?? 0);
    return {
      device: `${words[34] ?? 0}:${words[35] ?? 0}`,
      inode: wide(8),
      size: Number(wide(10)),
      bytes: Number(wide(12)) * 512,
      kind: ((words[7] ?? 0) & S_IFMT) === S_IFDIR ? "directory" : "file",
      mount: ((words[0] ?? 0) & STATX_MNT_ID) === 0 ? null : Number(wide(36)),
    };
  }

  /** The same by path. */
  at(path: string): Unlinked | null {
    const { address } = cString(path);
    if (this.isUnlinked(AT_FDCWD, address)) return this.found;
    return null;
  }
}

/** Whether the call that just failed did so for lack of privilege. */
const isRefusal = (): boolean => [EACCES, EPERM].includes(errno());

/** Looks through the open descriptors of processes, one after the other. */
export class DescriptorScan {
  readonly #reader = new DirectoryReader();
  readonly #probe: UnlinkedProbe;

  constructor(probe: UnlinkedProbe) {
    this.#probe = probe;
  }

  /**
   * Calls `each` for the descriptors in a directory of /proc that lead to something without a name.
   * Another process of the same user can be listed and still not be looked into: following a link takes what ptrace(2)
   * asks for, listing does not.
   * @returns how many descriptors there are, or -errno when they may not be seen.
   */
  scan(directory: string, each: (name: string, found: Unlinked) => void): number {
    const fd = openDirectory(directory);
    if (fd < 0) return fd;
    const reader = this.#reader;
    const probe = this.#probe;
    let count = 0;
    let refused = 0;
    const ended = reader.names(fd, (nameAddress, offset) => {
      count++;
      const isUnlinked = probe.isUnlinked(fd, nameAddress);
      if (probe.isRefused) refused++;
      if (isUnlinked)
        each(Buffer.from(reader.nameAt(offset)).toString("latin1").slice(0, -1), probe.found);
    });
    close(fd);
    if (ended < 0) return ended;
    return refused > 0 && refused === count ? -EACCES : count;
  }
}

const MAPS_BYTES = 256 * 1024;
const DELETED = Buffer.from(" (deleted)\n");
const O_RDONLY_CLOEXEC = 0o2000000;

/** Address ranges of a process's memory maps whose name ends in `(deleted)`: few of many, so the rest is never decoded. */
export class DeletedMaps {
  readonly #buffer = Buffer.alloc(MAPS_BYTES);
  readonly #address = ptr(this.#buffer);

  /** @returns the ranges as they are named in map_files, or -errno. */
  ranges(mapsPath: string): readonly string[] | number {
    const syscall = rawSyscall();
    const path = cString(mapsPath);
    const fd = Number(syscall(SYS.openat, AT_FDCWD, path.address, O_RDONLY_CLOEXEC, 0, 0));
    if (fd < 0) return -errno();
    const found: string[] = [];
    let used = 0;
    for (;;) {
      const room = MAPS_BYTES - used;
      const got = Number(syscall(SYS.read, fd, this.#address + used, room, 0, 0));
      if (got <= 0) break;
      used = this.#take(used + got, found);
    }
    close(fd);
    return found;
  }

  /** Looks through whole lines and moves the rest to the front. @returns how much that is. */
  #take(filled: number, found: string[]): number {
    const bytes = this.#buffer.subarray(0, filled);
    for (let at = bytes.indexOf(DELETED); at !== -1; at = bytes.indexOf(DELETED, at + 1)) {
      const start = bytes.lastIndexOf(10, at) + 1;
      const range = bytes.toString("latin1", start, bytes.indexOf(32, start));
      // maps pads the addresses with zeros, map_files does not.
      if (/^[0-9a-f]+-[0-9a-f]+$/.test(range))
        found.push(range.replace(/(^|-)0+(?=[0-9a-f])/g, "$1"));
    }
    const end = bytes.lastIndexOf(10) + 1;
    const rest = filled - end;
    // A line longer than the buffer is none that the kernel writes: it is let go.
    if (rest >= MAPS_BYTES) return 0;
    bytes.copyWithin(0, end, filled);
    return rest;
  }
}
