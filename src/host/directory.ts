import { ptr } from "bun:ffi";
import {
  architecture,
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_NO_AUTOMOUNT,
  AT_STATX_DONT_SYNC,
  AT_SYMLINK_NOFOLLOW,
  call,
  cString,
  EPERM,
  errno,
  kernelWords,
  passingName,
  rawSyscall,
  SYS,
} from "./libc.ts";

// Of x86_64 and of aarch64, whose O_DIRECTORY and O_NOFOLLOW differ (linux arch/arm64/include/uapi/asm/fcntl.h).
const O_DIRECTORY = architecture === "arm64" ? 0o40000 : 0o200000;
const O_NOFOLLOW = architecture === "arm64" ? 0o100000 : 0o400000;
const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const O_NOATIME = 0o1000000;
const O_PATH = 0o10000000;

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;

/** Room for about 8000 entries of ordinary names in one system call. */
const ENTRIES_BYTES = 256 * 1024;
const TYPE_OFFSET = 18;
const NAME_OFFSET = 19;
/** linux include/linux/fs_types.h */
const DT_DIR = 4;
const DT_UNKNOWN = 0;
const DOT = 46;

/** What a name in a directory stands for, as newfstatat(2) tells it; a link is not followed. */
export class Inode {
  // struct stat of both architectures begins with st_dev and st_ino; the rest differs (linux asm/stat.h).
  readonly #words = kernelWords(36);
  readonly address = ptr(this.#words);

  get device(): number {
    return (this.#words[0] ?? 0) + (this.#words[1] ?? 0) * 2 ** 32;
  }
  /** Exact below 2^53; above, near enough to tell inodes of one filesystem apart is not promised: see {@link key}. */
  get number(): number {
    return (this.#words[2] ?? 0) + (this.#words[3] ?? 0) * 2 ** 32;
  }
  /** The inode number, exact for all 64 bits: overlayfs and XFS use the high ones. */
  get key(): number | bigint {
    const high = this.#words[3] ?? 0;
    if (high < 2 ** 21) return this.number;
    return (BigInt(high) << 32n) | BigInt(this.#words[2] ?? 0);
  }
  get links(): number {
    return this.#words[architecture === "arm64" ? 5 : 4] ?? 0;
  }
  get #mode(): number {
    return this.#words[architecture === "arm64" ? 4 : 6] ?? 0;
  }
  get isDirectory(): boolean {
    return (this.#mode & S_IFMT) === S_IFDIR;
  }
  get isRegular(): boolean {
    return (this.#mode & S_IFMT) === S_IFREG;
  }
  get size(): number {
    return (this.#words[12] ?? 0) + (this.#words[13] ?? 0) * 2 ** 32;
  }
  /** Last change of the inode (ctime), in seconds since the epoch, cut to milliseconds. */
  get changed(): number {
    return this.#time(26);
  }
  /** Last change of the content (mtime), as {@link changed}. */
  get modified(): number {
    return this.#time(22);
  }
  #time(word: number): number {
    const seconds = (this.#words[word] ?? 0) + ((this.#words[word + 1] ?? 0) | 0) * 2 ** 32;
    return seconds + Math.floor((this.#words[word + 2] ?? 0) / 1e6) / 1000;
  }
  /** Bytes that it takes on the device: blocks not yet written (delayed allocation) included, holes not. */
  get allocated(): number {
    return ((this.#words[16] ?? 0) + (this.#words[17] ?? 0) * 2 ** 32) * 512;
  }
}

/**
 * Opens a directory to read its entries, leaving its access time alone where that is allowed.
 * @param nameAddress address of a NUL-terminated name.
 * @returns a descriptor or -errno.
 */
export function openDirectoryAt(parent: number, nameAddress: number): number {
  const flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  const fd = call("openat", parent, nameAddress, flags | O_NOATIME);
  return fd === -EPERM ? call("openat", parent, nameAddress, flags) : fd;
}

/** Opens a directory by path; the last component may not be a link. @returns a descriptor or -errno. */
export function openDirectory(path: string): number {
  return openDirectoryAt(AT_FDCWD, passingName(path));
}

/** Opens anything to ask about it alone: in a container, a disk may be mounted as single files. @returns a descriptor or -errno. */
export function openAny(path: string): number {
  return call("openat", AT_FDCWD, cString(path).address, O_PATH | O_CLOEXEC);
}

export const close = (fd: number): void => void call("close", fd);

const NOT_FOLLOWED = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
const EMPTY = cString("");

/** Asks about an open file. @returns 0 or -errno. */
export function askDescriptor(fd: number, inode: Inode): number {
  return call("newfstatat", fd, EMPTY.address, inode.address, AT_EMPTY_PATH);
}

/** Asks about a name in an open directory; a link is not followed. @returns 0 or -errno. */
export function askAt(parent: number, name: string, inode: Inode): number {
  const { newfstatat } = SYS;
  const asked = rawSyscall()(newfstatat, parent, passingName(name), inode.address, NOT_FOLLOWED, 0);
  return Number(asked) === 0 ? 0 : -errno();
}

/** Asks about a path; a link at its end is not followed. @returns 0 or -errno. */
export function askPath(path: string, inode: Inode): number {
  return askAt(AT_FDCWD, path, inode);
}

/** Target of a symbolic link, as its bytes; -errno if it cannot be read. Cheaper than `readlinkSync` by half. */
export function linkTarget(path: string): string | number {
  return linkTargetAt(AT_FDCWD, passingName(path));
}

/** The same of a name in an open directory, by the name's address. */
export function linkTargetAt(parent: number, nameAddress: number): string | number {
  const length = call("readlinkat", parent, nameAddress, targetAddress, target.length);
  return length < 0 ? length : target.toString("utf8", 0, length);
}
const target = Buffer.alloc(4096);
const targetAddress = ptr(target);

/**
 * Reads directories. The names of a directory stay bytes in the kernel's own records: no string is made of them unless
 * somebody asks. One reader serves one directory at a time.
 */
export class DirectoryReader {
  readonly #bytes = new Uint8Array(ENTRIES_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly address = ptr(this.#bytes);

  /**
   * Calls `each` for the entries of an open directory but `.` and `..`, asking about none.
   *
   * @param each gets the address of the NUL-terminated name and its offset in {@link bytes}.
   * @returns 0, or -errno if the listing broke off.
   */
  names(fd: number, each: (nameAddress: number, offset: number) => void): number {
    const syscall = rawSyscall();
    const bytes = this.#bytes;
    for (;;) {
      const filled = Number(syscall(SYS.getdents64, fd, this.address, ENTRIES_BYTES, 0, 0));
      if (filled <= 0)
        return filled === 0 ? 0 : call("getdents64", fd, this.address, ENTRIES_BYTES);
      for (let at = 0; at < filled;) {
        const offset = at + NAME_OFFSET;
        at += this.#view.getUint16(at + 16, true);
        const dots =
          bytes[offset] === DOT &&
          (bytes[offset + 1] === 0 || (bytes[offset + 1] === DOT && bytes[offset + 2] === 0));
        if (!dots) each(this.address + offset, offset);
      }
    }
  }

  /** Calls `each` for the entries of an open directory with what `inode` then holds; entries that vanished are passed over. */
  inodes(fd: number, inode: Inode, each: (offset: number) => void): number {
    const syscall = rawSyscall();
    const stat = inode.address;
    return this.names(fd, (nameAddress, offset) => {
      if (Number(syscall(SYS.newfstatat, fd, nameAddress, stat, NOT_FOLLOWED, 0)) === 0)
        each(offset);
    });
  }

  /** As {@link inodes}, but directories, by the word of the one they are in, are named to `directory` and not asked about. */
  inodesBeside(
    fd: number,
    inode: Inode,
    directory: (offset: number) => void,
    each: (offset: number) => void,
  ): number {
    const syscall = rawSyscall();
    const stat = inode.address;
    return this.names(fd, (nameAddress, offset) => {
      if (this.typeAt(offset) === DT_DIR) directory(offset);
      else if (Number(syscall(SYS.newfstatat, fd, nameAddress, stat, NOT_FOLLOWED, 0)) === 0)
        (inode.isDirectory ? directory : each)(offset);
    });
  }

  /** Whether an entry is a directory: asked only where the listing does not tell. */
  isDirectoryAt(offset: number, fd: number, inode: Inode): boolean {
    const type = this.typeAt(offset);
    if (type !== DT_UNKNOWN) return type === DT_DIR;
    const asked = rawSyscall()(
      SYS.newfstatat,
      fd,
      this.address + offset,
      inode.address,
      NOT_FOLLOWED,
      0,
    );
    return Number(asked) === 0 && inode.isDirectory;
  }

  /** The bytes of a name with its NUL, copied: the reader's own are overwritten by the next listing. */
  nameAt(offset: number): Uint8Array {
    return this.#bytes.slice(offset, this.#bytes.indexOf(0, offset) + 1);
  }

  /** Kind of the entry whose name is at an offset, as the directory itself tells it (0 is unknown). */
  typeAt(offset: number): number {
    return this.#bytes[offset - NAME_OFFSET + TYPE_OFFSET] ?? 0;
  }
}

const STATX_MNT_ID = 0x1000;
const STX_MNT_ID_WORD = 36;
const statxWords = kernelWords(64);

/** Id of the mount that an open file was reached through; null before Linux 5.8. */
export function mountIdOf(fd: number): number | null {
  const flags = AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
  const result = call("statx", fd, EMPTY.address, flags, STATX_MNT_ID, ptr(statxWords));
  const [mask = 0] = statxWords;
  return result === 0 && (mask & STATX_MNT_ID) !== 0 ? (statxWords[STX_MNT_ID_WORD] ?? 0) : null;
}
