import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { decodeOctal } from "#text/octal.ts";

/**
 * Who needs a layer: an image of layerdb, one whose removal began, a container in any state, a mount, a process that
 * stands in it, BuildKit's databases, or a layer on top that is needed itself.
 */
export type ReferenceKind =
  | "image"
  | "removing"
  | "container"
  | "mount"
  | "process"
  | "build"
  | "stack";

export interface LayerReference {
  readonly kind: ReferenceKind;
  /** Chain id, container id, mount point, process, database or layer. */
  readonly who: string;
  /** The file that says so. */
  readonly source: string;
  readonly line: number | null;
}

/** A directory of `overlay2/` that nothing was found to refer to. Times in seconds since the epoch. */
export interface UnreferencedLayer {
  readonly changed: number;
  readonly modified: number;
  /** Link count: 2 and one for each directory in it, or 1 where the filesystem does not count; 0: no directory. */
  readonly links: number;
}

/** Something that should have been read and was not. */
export interface SightGap {
  readonly what: string;
  readonly path: string;
  readonly code: string;
}

export interface Overlay2Store {
  /** The daemon's data root, as it names it. */
  readonly dataRoot: string;
  /** Of the dockerd that owns it now. */
  readonly daemon: { readonly pid: number; readonly start: number | null } | null;
  /** When it was read; null for a copy of a host's files. */
  readonly now: number | null;
  /** As the daemon was told by its arguments or configuration. */
  readonly driver: string | null;
  readonly hasLayerdb: boolean;
  readonly filesystem: {
    readonly inodes: number;
    readonly freeInodes: number;
    readonly bytes: number;
    readonly freeBytes: number;
  } | null;
  /** Traces of containerd's own image store. */
  readonly containerd: readonly string[];
  /** Transactions of layerdb that are not finished, with their ctime. */
  readonly writeSets: ReadonlyMap<string, number>;
  /** Layers whose removal began, with the ctime of the entry that says so. */
  readonly removals: ReadonlyMap<string, number>;
  /** Containers that layerdb knows a read-write layer of. */
  readonly containers: readonly string[];
  readonly gaps: readonly SightGap[];
  readonly referenced: ReadonlyMap<string, readonly LayerReference[]>;
  readonly unreferenced: ReadonlyMap<string, UnreferencedLayer>;
  /** What unreferenced layers stack on, where it was asked for. */
  readonly stacks: ReadonlyMap<string, readonly string[]>;
}

export interface Overlay2Layers {
  /** A copy has no kernel behind it: its ctimes tell when it was made. */
  readonly live: boolean;
  /** Whether every process of the host could be seen, whatever its pid namespace. */
  readonly whole: boolean;
  readonly processes: number;
  readonly mountTables: number;
  /** Of all stores. */
  readonly gaps: readonly SightGap[];
  readonly stores: readonly Overlay2Store[];
}

const KINDS: ReadonlySet<string> = new Set<ReferenceKind>([
  "image",
  "removing",
  "container",
  "mount",
  "process",
  "build",
  "stack",
]);

interface Draft extends Overlay2Store {
  filesystem: Overlay2Store["filesystem"];
  readonly containerd: string[];
  readonly containers: string[];
  readonly gaps: SightGap[];
  readonly writeSets: Map<string, number>;
  readonly removals: Map<string, number>;
  readonly referenced: Map<string, LayerReference[]>;
  readonly unreferenced: Map<string, UnreferencedLayer>;
  readonly stacks: Map<string, readonly string[]>;
}

/** Seconds since the epoch, with a fraction; null for anything else. */
function time(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

const known = (text: string | undefined): string | null =>
  text === undefined || text === "-" ? null : text;

function storeOf(fields: readonly string[]): Draft | null {
  const [dataRoot, pidText, start, now, driver, layerdb] = fields;
  if (dataRoot === undefined || layerdb === undefined) return null;
  const pid = count(pidText);
  return {
    dataRoot,
    daemon: pid === null ? null : { pid, start: time(start) },
    now: time(now),
    driver: known(driver),
    hasLayerdb: layerdb === "layerdb",
    filesystem: null,
    containerd: [],
    containers: [],
    gaps: [],
    writeSets: new Map(),
    removals: new Map(),
    referenced: new Map(),
    unreferenced: new Map(),
    stacks: new Map(),
  };
}

function filesystemOf(fields: readonly string[]): Overlay2Store["filesystem"] {
  const numbers = fields.slice(0, 5).map(count);
  const [inodes, freeInodes, blocks, freeBlocks, size] = numbers;
  if (inodes == null || freeInodes == null || blocks == null || freeBlocks == null || size == null)
    return null;
  return { inodes, freeInodes, bytes: blocks * size, freeBytes: freeBlocks * size };
}

function referenceOf(fields: readonly string[]): LayerReference | null {
  const [, kind = "", who, source, line] = fields;
  if (!KINDS.has(kind) || who === undefined || source === undefined) return null;
  return { kind: kind as ReferenceKind, who, source, line: count(line) };
}

function addReference(store: Draft, fields: readonly string[]): boolean {
  const [name = ""] = fields;
  const reference = referenceOf(fields);
  if (reference === null) return false;
  const others = store.referenced.get(name);
  if (others) others.push(reference);
  else store.referenced.set(name, [reference]);
  return true;
}

function addDirectory(store: Draft, fields: readonly string[]): boolean {
  const [name = "", changedText, modifiedText, linksText] = fields;
  const [changed, modified, links] = [time(changedText), time(modifiedText), count(linksText)];
  if (changed === null || modified === null || links === null) return false;
  store.unreferenced.set(name, { changed, modified, links });
  return true;
}

function gapOf([what = "", path = "", code = ""]: readonly string[]): SightGap {
  return { what, path, code };
}

/** What nearly all records of a host that leaks are, taken apart at once. */
const PLAIN_DIRECTORY =
  /^dir\t([^\t\\]+)\t(-?\d{1,12}(?:\.\d{1,9})?)\t(-?\d{1,12}(?:\.\d{1,9})?)\t(\d{1,9})$/;

/** @returns whether the row is one of those. */
function addPlainDirectory(store: Draft | undefined, row: string): boolean {
  const found = store && row.startsWith("dir") ? PLAIN_DIRECTORY.exec(row) : null;
  if (!found) return false;
  const [changed, modified, links] = [Number(found[2]), Number(found[3]), Number(found[4])];
  store?.unreferenced.set(found[1] ?? "", { changed, modified, links });
  return true;
}

/** What each kind of record adds to a store. They return false for one that makes no sense. */
const RECORDS: Readonly<Record<string, (store: Draft, fields: readonly string[]) => boolean>> = {
  fs(store, fields) {
    store.filesystem = filesystemOf(fields);
    return store.filesystem !== null;
  },
  containerd: (store, [path = ""]) => store.containerd.push(path) > 0,
  container: (store, [id = ""]) => store.containers.push(id) > 0,
  gap: (store, fields) => store.gaps.push(gapOf(fields)) > 0,
  "write-set": (store, [name = "", changed]) =>
    // One whose time is not told counts as open.
    store.writeSets.set(name, time(changed) ?? Number.POSITIVE_INFINITY).size > 0,
  removal: (store, [name = "", changed]) =>
    store.removals.set(name, time(changed) ?? Number.NEGATIVE_INFINITY).size > 0,
  ref: addReference,
  dir: addDirectory,
  stack: (store, [name = "", ...below]) => store.stacks.set(name, below).size > 0,
};

/** Reads the records in turn: what comes before the first store is of all. */
class Reader {
  readonly gaps: SightGap[] = [];
  readonly stores: Draft[] = [];
  host: readonly string[] = [];

  /** @returns whether the record was understood. */
  read(word: string, fields: readonly string[]): boolean {
    const store = this.stores.at(-1);
    if (word === "host") this.host = fields;
    else if (word === "store") return this.#open(storeOf(fields));
    else if (word === "refused") this.gaps.push(gapOf(["refused", ...fields]));
    else if (word === "gap" && !store) this.gaps.push(gapOf(fields));
    else if (store && Object.hasOwn(RECORDS, word)) return RECORDS[word]?.(store, fields) ?? false;
    else return false;
    return true;
  }

  #open(store: Draft | null): boolean {
    if (store) this.stores.push(store);
    return store !== null;
  }

  /** A record that makes no sense may have been a reference. */
  miss(line: number): void {
    const gaps = this.stores.at(-1)?.gaps ?? this.gaps;
    gaps.push({ what: "record", path: `line ${line}`, code: "" });
  }
}

function parse(text: string, note: Note): Overlay2Layers {
  const reader = new Reader();
  const rows = text.split("\n");
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? "";
    if (row === "" || addPlainDirectory(reader.stores.at(-1), row)) continue;
    const [word = "", ...fields] = row.includes("\\")
      ? row.split("\t").map(decodeOctal)
      : row.split("\t");
    if (reader.read(word, fields)) continue;
    note({ line: index + 1, text: row.slice(0, 80) });
    reader.miss(index + 1);
  }
  const [source, sight, processes, tables] = reader.host;
  return {
    live: source === "live",
    whole: sight === "whole",
    processes: count(processes) ?? 0,
    mountTables: count(tables) ?? 0,
    gaps: reader.gaps,
    stores: reader.stores,
  };
}

/** Every `overlay2/` of a host's dockerds, with what refers to each layer. */
const overlay2Layers: Fact<Overlay2Layers> = walkFact({
  id: "walk/overlay2-layers",
  walk: "overlay2-layers",
  scope: "host",
  privilege: "root",
  spec: [
    "src/host/walks/overlay2-layers.ts",
    "moby daemon/graphdriver/overlay2/overlay.go, layer/filestore.go",
  ],
  parse,
});

export default overlay2Layers;
