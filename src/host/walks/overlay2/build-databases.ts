import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../read-file.ts";
import type { Store } from "./store.ts";

const CHUNK = 4 * 1024 * 1024;
/** Bytes that decide whether a place in a database is worth a closer look. */
const PREFIX = 4;

/** Where a name of a layer may stand. */
const PRINTED = /[!-~]{8,}/g;

const hash = (window: number): number => Math.imul(window, 0x9e3779b1) >>> 16;

/**
 * Finds words in bytes, in time that grows with the bytes and hardly with the number of words: what cannot be printed is
 * passed over, and in what can, a table of the hashes of all first four bytes passes over nearly every place.
 */
export class WordFinder {
  readonly #words: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  readonly #table = new Uint8Array(65_536);
  readonly longest: number;

  /** @param words each of printable ASCII without blanks and at least eight characters long. */
  constructor(words: Iterable<string>) {
    this.#words = new Set(words);
    const lengths = new Set<number>();
    for (const word of this.#words) {
      lengths.add(word.length);
      let window = 0;
      for (let at = 0; at < PREFIX; at++) window = (window << 8) | word.charCodeAt(at);
      this.#table[hash(window)] = 1;
    }
    this.#lengths = [...lengths];
    this.longest = Math.max(0, ...lengths);
  }

  find(bytes: Buffer, found: (word: string) => void): void {
    for (const [run] of bytes.toString("latin1").matchAll(PRINTED)) this.#findIn(run, found);
  }

  #findIn(run: string, found: (word: string) => void): void {
    const table = this.#table;
    let window = 0;
    for (let at = 0; at < run.length; at++) {
      window = (window << 8) | run.charCodeAt(at);
      const start = at - PREFIX + 1;
      if (start < 0 || table[hash(window)] === 0) continue;
      for (const length of this.#lengths) {
        const word = run.slice(start, start + length);
        if (this.#words.has(word)) found(word);
      }
    }
  }
}

function search(path: string, finder: WordFinder, found: (word: string) => void): void {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    if (!fstatSync(fd).isFile()) return;
    const buffer = Buffer.allocUnsafe(CHUNK);
    let kept = 0;
    for (;;) {
      const got = readSync(fd, buffer, kept, CHUNK - kept, null);
      if (got === 0) return;
      const filled = kept + got;
      finder.find(buffer.subarray(0, filled), found);
      kept = Math.min(filled, finder.longest - 1);
      buffer.copyWithin(0, filled - kept, filled);
    }
  } finally {
    closeSync(fd);
  }
}

function databases(store: Store): string[] {
  const inside = "buildkit";
  try {
    return readdirSync(join(store.root.local, inside))
      .filter((name) => name.endsWith(".db"))
      .map((name) => join(inside, name));
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOENT" && code !== "ENOTDIR")
      store.lack({ what: "build", path: join(store.root.path, inside), code });
    return [];
  }
}

/** Of the containerd that dockerd runs for itself. */
const CONTAINERD = "containerd/daemon/io.containerd.metadata.v1.bolt/meta.db";

/**
 * Looks for the names of layers in BuildKit's databases, byte by byte: dockerd holds their lock, and a name on a page
 * that is no longer part of the tree only makes a layer look used.
 *
 * @see moby builder/builder-next/adapters/snapshot/snapshot.go; go.etcd.io/bbolt page.go
 */
export function searchBuildDatabases(store: Store, names: readonly string[]): void {
  const words = new Set<string>();
  for (const name of names) {
    const word = name.endsWith("-init") ? name.slice(0, -5) : name;
    if (/^[!-~]{8,}$/.test(word)) words.add(word);
  }
  const finder = new WordFinder(words);
  if (finder.longest === 0) return;
  for (const inside of [...databases(store), CONTAINERD]) {
    const source = join(store.root.path, inside);
    try {
      search(join(store.root.local, inside), finder, (word) => {
        const reference = { kind: "build", who: inside, source } as const;
        store.refer(word, reference);
        store.refer(`${word}-init`, reference);
      });
    } catch (error) {
      const code = errorCode(error);
      if (code !== "ENOENT" && code !== "ENOTDIR")
        store.lack({ what: "build", path: source, code });
    }
  }
}
