import { ptr } from "bun:ffi";
import {
  askDescriptor,
  close,
  DirectoryReader,
  Inode,
  mountIdOf,
  openDirectory,
  openDirectoryAt,
} from "../directory.ts";
import { cString } from "../libc.ts";

/** What one directory tree takes on its filesystem: each inode once, holes not, other mounts not. */
export interface TreeUsage {
  /** Bytes of regular files, links and special files. */
  readonly fileBytes: number;
  /** Bytes of the directories, the top one included. */
  readonly directoryBytes: number;
  readonly files: number;
  readonly directories: number;
  /** Directories that could not be read: what is below them is not counted. */
  readonly refused: number;
  /** Directories that are mount points of something else. */
  readonly mountPoints: number;
}

/** A directory whose sub-directories are still to be walked: their names, NUL-terminated, one after the other. */
interface Level {
  fd: number;
  readonly device: number;
  readonly inode: number | bigint;
  readonly names: readonly Uint8Array[];
  next: number;
}

export interface TreeOptions {
  /** Goes on where st_dev changes: for a view without mounts, where only btrfs subvolumes do that. */
  readonly acrossDevices?: boolean;
  /** By `performance.now()`; no limit if not said. */
  readonly deadline?: number;
}

/** Directories kept open above the one being read; those further up are opened again through `..`. */
const OPEN_LEVELS = 64;
const PARENT = cString("..");

/**
 * Counts a tree, whatever its depth, its names and what happens to it meanwhile. Memory grows with the widest chain of
 * directories and with the hard links of which some are still to be met, not with the number of files.
 */
export class TreeCounter {
  fileBytes = 0;
  directoryBytes = 0;
  files = 0;
  directories = 0;
  refused = 0;
  mountPoints = 0;
  readonly #reader = new DirectoryReader();
  readonly #inode = new Inode();
  readonly #levels: Level[] = [];
  /** Links of an inode still to be met, by its number; it is forgotten when the last one is. */
  readonly #linked = new Map<number | bigint, number>();
  /** Bytes of the inodes in {@link #linked}. */
  readonly #linkedBytes = new Map<number | bigint, number>();
  #device = -1;
  /** The directory that was counted last. */
  #counted: Pick<Level, "device" | "inode"> = { device: -1, inode: -1 };
  #mount: number | null = null;
  readonly #acrossDevices: boolean;
  readonly #deadline: number;
  /** Whether time ran out: what was not reached is not counted. */
  stopped = false;

  constructor(options: TreeOptions = {}) {
    this.#acrossDevices = options.acrossDevices ?? false;
    this.#deadline = options.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Walks below an open directory, which it closes. Trees walked one after the other share their hard links. */
  walk(top: number): void {
    this.begin(top);
    this.walkBelow(top);
  }

  /** Takes the filesystem and mount of an open directory as those to stay on. */
  begin(top: number): void {
    askDescriptor(top, this.#inode);
    this.#device = this.#inode.device;
    this.#mount = mountIdOf(top);
  }

  /** Walks one more tree of the same filesystem, below an open directory, which it closes. */
  walkBelow(top: number): void {
    this.#enter(top);
    while (this.#levels.length > 0) {
      this.#step();
      if (performance.now() > this.#deadline) this.#stop();
    }
  }

  #stop(): void {
    this.stopped = true;
    for (const { fd } of this.#levels.splice(0)) if (fd >= 0) close(fd);
  }

  #step(): void {
    const level = this.#levels.at(-1);
    const name = level?.names[level.next];
    if (level === undefined || name === undefined) {
      this.#leave();
      return;
    }
    level.next++;
    const fd = openDirectoryAt(level.fd, ptr(name));
    // Gone meanwhile (ENOENT), or no directory any more (ENOTDIR, ELOOP): nothing to count.
    if (fd < 0) {
      if (![-2, -20, -40].includes(fd)) this.refused++;
      return;
    }
    this.#enter(fd);
  }

  /** Counts one directory; those in it are next. */
  #enter(fd: number): void {
    const names = this.#count(fd);
    if (names === null) return;
    this.#levels.push({ fd, ...this.#counted, names, next: 0 });
    const far = this.#levels.at(-1 - OPEN_LEVELS);
    if (far && far.fd >= 0) {
      close(far.fd);
      far.fd = -1;
    }
  }

  /**
   * Counts what one directory holds and names the directories in it, each with its NUL. It stays open.
   * @returns null, and closes it, when it is another mount or holds no directory.
   */
  #count(fd: number): readonly Uint8Array[] | null {
    const inode = this.#inode;
    askDescriptor(fd, inode);
    const elsewhere = !this.#acrossDevices && inode.device !== this.#device;
    if (elsewhere || (this.#mount !== null && mountIdOf(fd) !== this.#mount)) {
      this.mountPoints++;
      close(fd);
      return null;
    }
    this.directories++;
    this.directoryBytes += inode.allocated;
    this.#counted = { device: inode.device, inode: inode.key };
    const names: Uint8Array[] = [];
    const reader = this.#reader;
    const ended = reader.inodesBeside(
      fd,
      inode,
      (offset) => names.push(reader.nameAt(offset)),
      () => {
        if (inode.links >= 2 && !this.#isFirstLink(inode)) return;
        this.files++;
        this.fileBytes += inode.allocated;
      },
    );
    if (ended < 0) this.refused++;
    if (names.length > 0) return names;
    close(fd);
    return null;
  }

  /** Counts one directory and closes it. @returns the names of the directories in it, as bytes in latin1. */
  countOne(fd: number): readonly string[] {
    const names = this.#count(fd);
    if (names === null) return [];
    close(fd);
    return names.map((name) => Buffer.from(name).toString("latin1").slice(0, -1));
  }

  #isFirstLink({ key, links, allocated }: Inode): boolean {
    const left = this.#linked.get(key);
    if (left === undefined) {
      this.#linked.set(key, links - 1);
      this.#linkedBytes.set(key, allocated);
    } else if (left <= 1) {
      this.#linked.delete(key);
      this.#linkedBytes.delete(key);
    } else this.#linked.set(key, left - 1);
    return left === undefined;
  }

  /** Inodes of which links are still to be met elsewhere, with their bytes. */
  get linkedElsewhere(): ReadonlyMap<number | bigint, number> {
    return this.#linkedBytes;
  }

  /** Goes up one level. A directory that was closed meanwhile is opened again, and must be the same one. */
  #leave(): void {
    const level = this.#levels.pop();
    const above = this.#levels.at(-1);
    if (level === undefined) return;
    if (above && above.fd < 0 && level.fd >= 0) {
      const fd = openDirectoryAt(level.fd, PARENT.address);
      const known =
        fd >= 0 &&
        askDescriptor(fd, this.#inode) === 0 &&
        this.#inode.device === above.device &&
        this.#inode.key === above.inode;
      if (known) above.fd = fd;
      else {
        // Moved elsewhere while it was walked: the rest of its parent cannot be reached any more.
        if (fd >= 0) close(fd);
        this.refused++;
        above.next = above.names.length;
      }
    } else if (above && above.fd < 0) above.next = above.names.length;
    if (level.fd >= 0) close(level.fd);
  }
}

/**
 * Usage of the tree below a directory.
 * @returns null with -errno when the directory itself cannot be opened.
 */
export function treeUsage(path: string): TreeUsage | { readonly errno: number } {
  const fd = openDirectory(path);
  if (fd < 0) return { errno: -fd };
  const counter = new TreeCounter();
  counter.walk(fd);
  return counter;
}
