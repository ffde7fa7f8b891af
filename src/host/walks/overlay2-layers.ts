import { join } from "node:path";
import { encodeOctal } from "#text/octal.ts";
import { askAt, close, Inode, openDirectory } from "../directory.ts";
import { runningDaemons } from "../docker-roots.ts";
import { readFile } from "../read-file.ts";
import { searchBuildDatabases } from "./overlay2/build-databases.ts";
import { type Clocks, clocksOf, type Sight, sightOf, startOf } from "./overlay2/daemon.ts";
import { type Layerdb, readLayerdb } from "./overlay2/layerdb.ts";
import { MountTables, processesOf, referMounts } from "./overlay2/mounts.ts";
import { containerdTraces, driverTold } from "./overlay2/other-stores.ts";
import { referProcesses } from "./overlay2/processes.ts";
import { filesystemOf, type Gap, openStores, type Store } from "./overlay2/store.ts";
import { type Walk, WalkDenied, type WalkTask } from "./walk.ts";

type Field = string | number | null;

/** One record: fields between tabs, `-` for what is not known. */
function record(...fields: readonly Field[]): string {
  let text = "";
  for (const field of fields) {
    if (text !== "") text += "\t";
    text += typeof field === "string" ? encodeOctal(field) : (field ?? "-");
  }
  return text;
}

/** Refers to what referenced layers stack on, and to what those stack on. */
function followStacks(store: Store): void {
  const open = [...store.references.keys()];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const source = join(store.path, name, "lower");
    for (const below of store.stackOf(name)) {
      const isNew = !store.references.has(below);
      if (isNew && store.refer(below, { kind: "stack", who: name, source })) open.push(below);
    }
  }
}

/** Layers whose short name somebody stacks on though the link of that name is gone. */
function followLostLinks(store: Store): void {
  for (const name of store.dangling.size > 0 ? store.unreferenced() : []) {
    const source = join(store.path, name, "link");
    const read = readFile(join(store.local, name, "link"));
    if (read.status === "read" && store.dangling.has(read.text.trim()))
      store.refer(name, { kind: "stack", who: read.text.trim(), source });
  }
}

function gapRecords(gaps: readonly Gap[]): string[] {
  return gaps.map(({ what, path, code }) => record("gap", what, path, code));
}

/**
 * The layers that nothing refers to, as their directories are now. Of those that appeared since the daemon began, what
 * they stack on is told too.
 */
function candidateRecords(store: Store, since: number): string[] {
  const lines: string[] = [];
  const inode = new Inode();
  const overlay2 = openDirectory(store.local);
  if (overlay2 < 0) throw new WalkDenied(store.path, `errno ${-overlay2}`);
  for (const name of store.unreferenced()) {
    // Gone meanwhile: removed by its daemon, so never an orphan.
    if (askAt(overlay2, name, inode) !== 0) continue;
    const { changed, modified, links, isDirectory } = inode;
    const ctime = `${changed}`;
    const mtime = modified === changed ? ctime : `${modified}`;
    lines.push(`dir\t${encodeOctal(name)}\t${ctime}\t${mtime}\t${isDirectory ? links : 0}`);
    const lower = Math.max(changed, modified) >= since ? store.stackOf(name) : [];
    if (lower.length > 0) lines.push(record("stack", name, ...lower));
  }
  close(overlay2);
  return lines;
}

function referenceRecords(store: Store): string[] {
  return [...store.references].flatMap(([name, references]) =>
    references.map(({ kind, who, source, line }) =>
      record("ref", name, kind, who, source, line ?? null),
    ),
  );
}

function storeRecords(store: Store, layerdb: Layerdb, root: string, clocks: Clocks): string[] {
  const { path, pid } = store.root;
  const { now } = clocks;
  const start = pid === null ? null : startOf(root, pid, clocks);
  // Where no daemon runs nothing is in progress, and nobody asks what stacks on what.
  const since = start ?? (pid === null ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  const driver = driverTold(root, pid);
  return [
    record("store", path, pid, start, now, driver, layerdb.there ? "layerdb" : "none"),
    ...(now === null ? [] : [record("fs", ...filesystemOf(store))]),
    ...containerdTraces(store).map((place) => record("containerd", place)),
    ...layerdb.writeSets.map(({ name, changed }) => record("write-set", name, changed)),
    ...layerdb.removals.map(({ name, changed }) => record("removal", name, changed)),
    ...layerdb.containers.map((id) => record("container", id)),
    ...gapRecords(store.gaps),
    ...referenceRecords(store),
    ...candidateRecords(store, since),
  ];
}

/** Dockerds whose data root is not known: it may be one that looks as if no daemon owned it. */
function unseenDaemons({ root, dockerRoots }: WalkTask, stores: readonly Store[]): Gap[] {
  if (stores.length > 0 && stores.every((store) => store.root.pid !== null)) return [];
  const known = new Set(dockerRoots.map(({ pid }) => pid));
  const daemons = processesOf(root).length > 0 ? runningDaemons(root) : [];
  return daemons
    .filter(({ pid }) => !known.has(pid))
    .map(({ pid }) => ({ what: "daemon", path: `/proc/${pid}`, code: "" }));
}

function hostRecord({ live, whole }: Sight, processes: number, tables: number): string {
  return record("host", live ? "live" : "copy", whole ? "whole" : "part", processes, tables);
}

function run(task: WalkTask): string {
  const { root } = task;
  const { stores, refused } = openStores(task.dockerRoots, root);
  const [first] = refused;
  if (first && stores.length === 0) throw new WalkDenied(first.path, first.code);
  const sight = sightOf(root);
  if (stores.length === 0) {
    const unseen = gapRecords(unseenDaemons(task, stores));
    return `${[hostRecord(sight, 0, 0), ...unseen].join("\n")}\n`;
  }
  const clocks = clocksOf(root, sight.live);
  const pids = processesOf(root);
  const layerdbs = new Map(stores.map((store) => [store, readLayerdb(store)]));
  const tables = new MountTables(root, stores, sight.live);
  referMounts(tables, pids);
  for (const store of stores) {
    followStacks(store);
    searchBuildDatabases(store, store.unreferenced());
  }
  const searched = stores.filter((store) => store.unreferenced().length > 0);
  const refusals = searched.length > 0 ? referProcesses(root, pids, searched, tables) : [];
  const gaps = [...tables.gaps, ...unseenDaemons(task, stores), ...refusals];
  // Once more, for what moved from one book of dockerd into the other meanwhile.
  for (const store of searched) {
    readLayerdb(store);
    followStacks(store);
    followLostLinks(store);
  }
  const lines = [
    hostRecord(sight, pids.length, tables.count),
    ...gapRecords(gaps),
    ...refused.map(({ path, code }) => record("refused", path, code)),
  ];
  for (const [store, layerdb] of layerdbs)
    lines.push(...storeRecords(store, layerdb, root, clocks));
  return `${lines.join("\n")}\n`;
}

/**
 * Layers of every dockerd's `overlay2/` and everything that refers to them.
 *
 * The directories are listed first and the references read after, so a layer that gets its first reference meanwhile is
 * seen with it, and one made meanwhile is not listed. What is about to get a reference (a layer being unpacked) cannot be
 * told from an orphan by its references: its times are given, and so are the daemon's start and unfinished transactions.
 *
 * Records, fields between tabs, octal escapes as in mountinfo, `-` for unknown, times in seconds since the epoch:
 *
 *     host    live|copy  whole|part  <processes>  <mount tables>     part: processes of other pid namespaces are hidden
 *     gap     <what>  <path>  <code>                                 not read; before the first store: of all stores
 *     refused <path>  <code>                                         an overlay2/ that could not be listed
 *     store   <data root>  <pid>  <daemon's start>  <now>  <driver told>  layerdb|none
 *     fs      <inodes>  <free inodes>  <blocks>  <free blocks>  <block size>
 *     containerd  <trace of containerd's image store>
 *     write-set   <name>  <ctime>
 *     removal     <layer>  <ctime of the entry whose removal began>
 *     container   <id in layerdb/mounts>
 *     ref     <layer>  <kind>  <who>  <source>  <line>
 *     dir     <layer without reference>  <ctime>  <mtime>  <link count; 0: no directory>
 *     stack   <layer>  <layers below>…
 */
const overlay2Layers: Walk = { name: "overlay2-layers", onTree: true, run };
export default overlay2Layers;
