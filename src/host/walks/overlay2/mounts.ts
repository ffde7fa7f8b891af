import { readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { linkTarget } from "../../directory.ts";
import { readFile } from "../../read-file.ts";
import type { Gap, Store } from "./store.ts";

/** What was seen of the mount tables. */
export interface MountSight {
  /** Mount namespaces whose table was read. */
  readonly tables: number;
  readonly gaps: readonly Gap[];
}

/** Whether a text is a short name of `l/`: 26 capitals and digits (moby graphdriver/overlay2 idLength). */
const SHORT = /^[A-Z0-9]{26}$/;

/** A mount whose own layer is not told: options cut at a page, or written by another kind of hand. */
function isCut(line: string): boolean {
  return (
    / - overlay /.test(line) &&
    !line.includes("upperdir=") &&
    /lowerdir\+?=|workdir=/.test(line) &&
    / - overlay \S+ rw/.test(line)
  );
}

/** Refers to every layer that a line of mountinfo names, whole or by its short name. @returns names of layers found. */
function referLine(store: Store, line: string, place: { source: string; line: number }): number {
  let found = 0;
  const who = decodeOctal(line.split(" ", 5)[4] ?? "");
  for (const word of decodeOctal(line).split(/[/:,= ]/)) {
    const name = store.names.has(word) ? word : SHORT.test(word) ? store.layerOfLink(word) : null;
    if (name !== null && store.refer(name, { kind: "mount", who, ...place }) && name === word)
      found++;
  }
  return found;
}

function referTable(stores: readonly Store[], text: string, source: string, gaps: Gap[]): void {
  if (!text.includes("overlay")) return;
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.includes("overlay")) continue;
    const named = stores.map((store) => referLine(store, line, { source, line: index + 1 }));
    const ours = stores.some((store) => line.includes(store.path)) || /[=:]l\//.test(line);
    if (ours && isCut(line) && named.every((count) => count === 0))
      gaps.push({ what: "mounts", path: `${source}:${index + 1}`, code: "cut" });
  }
}

/** Mount namespaces that a bind mount of nsfs keeps: their tables can be read only through a process in them. */
function keptNamespaces(text: string): string[] {
  return text.includes(" nsfs ")
    ? [...text.matchAll(/ (mnt:\[\d+\]) [^\n]* - nsfs /g)].map(([, inode = ""]) => inode)
    : [];
}

const ENOENT = -2;

/** Reads the mount tables of a host, each namespace's once. */
class MountTables {
  readonly seen = new Set<string>();
  readonly gaps: Gap[] = [];
  /** Namespaces that a bind mount keeps. */
  readonly kept = new Set<string>();
  readonly #root: string;
  readonly #stores: readonly Store[];

  constructor(root: string, stores: readonly Store[]) {
    this.#root = root;
    this.#stores = stores;
  }

  /** @returns whether the table was refused; one that is not there is nothing that was missed. */
  read(namespace: string, path: string): boolean {
    const table = readFile(join(this.#root, path));
    if (table.status !== "read") return table.status === "denied";
    this.seen.add(namespace);
    for (const inode of keptNamespaces(table.text)) this.kept.add(inode);
    referTable(this.#stores, table.text, path, this.gaps);
    return false;
  }

  /** @param refused namespaces whose table was refused, each with a process in it that lives on. */
  missed(refused: ReadonlyMap<string, string>): void {
    const unseen = (namespace: string): boolean => !this.seen.has(namespace);
    for (const [namespace, pid] of refused)
      if (unseen(namespace))
        this.gaps.push({ what: "mounts", path: `/proc/${pid}/mountinfo`, code: "EACCES" });
    for (const namespace of this.kept)
      if (unseen(namespace)) this.gaps.push({ what: "mounts", path: namespace, code: "kept" });
  }

  /** The mount namespace of a process; -errno if it cannot be told: ENOENT for one that has ended (a zombie too). */
  namespaceOf(pid: string): string | number {
    return linkTarget(join(this.#root, `/proc/${pid}/ns/mnt`));
  }
}

/**
 * Looks for layers in the mount table of every mount namespace, through one process of each.
 *
 * @param live false for a copy of a host's files, where links may not have been copied.
 * @see proc_pid_mountinfo(5); linux Documentation/filesystems/overlayfs.rst
 */
export function referMounts(
  root: string,
  pids: readonly string[],
  stores: readonly Store[],
  live: boolean,
): MountSight {
  const tables = new MountTables(root, stores);
  const refused = new Map<string, string>();
  for (const pid of pids) {
    const link = tables.namespaceOf(pid);
    if (link === ENOENT && live) continue;
    // Without the link (a snapshot, or no privilege) each process is read for itself.
    const namespace = typeof link === "string" ? link : pid;
    if (!tables.seen.has(namespace) && tables.read(namespace, `/proc/${pid}/mountinfo`))
      refused.set(namespace, pid);
  }
  if (tables.seen.size === 0)
    for (const path of ["/proc/self/mountinfo", "/proc/mountinfo"]) tables.read(path, path);
  tables.missed(
    new Map([...refused].filter(([, pid]) => !live || tables.namespaceOf(pid) !== ENOENT)),
  );
  return { tables: tables.seen.size, gaps: tables.gaps };
}

/** Names of the processes below a root's /proc. */
export function processesOf(root: string): string[] {
  try {
    return readdirSync(join(root, "/proc")).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}
