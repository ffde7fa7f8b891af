import { ptr } from "bun:ffi";
import { formatRecord } from "#text/record.ts";
import { close, DirectoryReader, Inode, openDirectoryAt } from "../directory.ts";
import { openPrivately } from "../private-view.ts";
import { type WritableFilesystem, writableFilesystems } from "../writable-filesystems.ts";
import type { Walk } from "./walk.ts";

/** For each filesystem. Ours: what an operator waits for. */
const SECONDS = 20;
/** Directories worth telling hold this share of the inodes in use, at their own level or in all below. */
const OWN_SHARE = 0.02;
const BELOW_SHARE = 0.2;
const TOLD = 12;
/** Deeper trees are counted down to here: a path is at most 4096 bytes for those who go by paths. */
const DEEPEST = 512;

interface Holder {
  readonly path: string;
  /** Entries of the directory itself, and of all directories below it too. */
  readonly entries: number;
  readonly below: number;
}

class Census {
  readonly #reader = new DirectoryReader();
  readonly #inode = new Inode();
  readonly #deadline = performance.now() + SECONDS * 1000;
  readonly #used: number;
  readonly holders: Holder[] = [];
  complete = true;

  constructor(used: number) {
    this.#used = used;
  }

  /** Counts a tree below an open directory, which it closes. @returns entries in it. */
  count(fd: number, path: string, depth = 0): number {
    const directories: Uint8Array[] = [];
    let entries = 0;
    const reader = this.#reader;
    const ended = reader.names(fd, (_, offset) => {
      entries++;
      if (reader.isDirectoryAt(offset, fd, this.#inode)) directories.push(reader.nameAt(offset));
    });
    if (ended < 0) this.complete = false;
    let below = entries;
    for (const name of directories) below += this.#enter(fd, name, path, depth);
    close(fd);
    if (entries >= this.#used * OWN_SHARE || below >= this.#used * BELOW_SHARE)
      this.holders.push({ path: path || "/", entries, below });
    return below;
  }

  #enter(parent: number, name: Uint8Array, path: string, depth: number): number {
    if (depth >= DEEPEST || performance.now() > this.#deadline) {
      this.complete = false;
      return 0;
    }
    const fd = openDirectoryAt(parent, ptr(name));
    if (fd < 0) {
      // Gone meanwhile is nothing to count; what may not be read is.
      if (fd !== -2) this.complete = false;
      return 0;
    }
    const text = Buffer.from(name.subarray(0, -1)).toString();
    return this.count(fd, `${path}/${text}`, depth + 1);
  }
}

function lines(root: string, { device, place, space }: WritableFilesystem): string[] {
  const used = space.inodes - space.inodesFree;
  const view = openPrivately(root, place);
  if (view < 0) return [formatRecord("refused", { dev: device, errno: -view })];
  const census = new Census(used);
  const counted = census.count(view, "");
  const told = (of: (holder: Holder) => number): Holder[] =>
    census.holders.toSorted((a, b) => of(b) - of(a)).slice(0, TOLD);
  const holders = new Set([...told(({ below }) => below), ...told(({ entries }) => entries)]);
  return [
    formatRecord("filesystem", { dev: device, used, counted, complete: census.complete }),
    ...[...holders].map(({ path, entries, below }) =>
      formatRecord("directory", { dev: device, path, entries, below }),
    ),
  ];
}

/**
 * Where the inodes of a filesystem are. For each device asked for, `filesystem dev= used= counted= complete=` and then
 * `directory dev= path= entries= below=`: those that hold the most, at their own level and with all below, by their path
 * from the mount. `refused dev= errno=` for one that may not be looked into. Files with several names count once for
 * each.
 */
const inodeHolders: Walk = {
  name: "inode-holders",
  onTree: false,
  moves: true,
  run({ root, targets }) {
    const wanted = writableFilesystems(root).filter(({ device }) => targets.includes(device));
    const all = wanted.flatMap((filesystem) => lines(root, filesystem));
    return all.map((line) => `${line}\n`).join("");
  },
};

export default inodeHolders;
