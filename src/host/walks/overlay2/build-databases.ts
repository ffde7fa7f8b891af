import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../read-file.ts";
import type { Store } from "./store.ts";

const CHUNK = 4 * 1024 * 1024;
/** Bytes that decide whether a place in a database is worth a closer look. */
const PREFIX = 4;

const hash = (window: number): number => Math.imul(window, 0x9e3779b1) >>> 16;

/**
 * Finds words in bytes, in time that grows with the bytes and hardly with the number of words: a table of the hashes of
 * all first four bytes passes over nearly every place.
 */
export class WordFinder {
  readonly #words: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  readonly #table = new Uint8Array(65_536);
  readonly longest: number;

  /** @param words each of ASCII and at least four characters long. */
  constructor(words: Iterable<string>) {
    this.#words = new Set(words);
    this.#lengths = [...new Set([...this.#words].map(({ length }) => length))];
    this.longest = Math.max(0, ...this.#lengths);
    for (const word of this.#words) {
      let window = 0;
      for (let at = 0; at < PREFIX; at++) window = (window << 8) | word.charCodeAt(at);
      this.#table[hash(window)] = 1;
    }
  }

  find(bytes: Buffer, found: (word: string) => void): void {
    const table = this.#table;
    let window = 0;
    for (let at = 0; at < bytes.length; at++) {
      window = (window << 8) | (bytes[at] ?? 0);
      if (window === 0 || table[hash(window)] === 0) continue;
      const start = at - PREFIX + 1;
      for (const length of start < 0 ? [] : this.#lengths) {
        const word = bytes.toString("latin1", start, start + length);
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
  const words = names.map((name) => name.replace(/-init$/, ""));
  const finder = new WordFinder(words.filter((word) => /^[!-~]{8,}$/.test(word)));
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
