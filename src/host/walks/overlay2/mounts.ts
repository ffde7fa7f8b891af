import { readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { linkTarget } from "../../directory.ts";
import { readFile } from "../../read-file.ts";
import type { Gap, Store } from "./store.ts";

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

/** The mount tables of a host, each namespace's read once. */
export class MountTables {
  readonly #seen = new Set<string>();
  readonly #gaps: Gap[] = [];
  /** Namespaces that a bind mount or a descriptor keeps. */
  readonly #kept = new Set<string>();
  /** Namespaces whose table was refused, each with a task in it. */
  readonly #refused = new Map<string, string>();
  readonly #root: string;
  readonly #stores: readonly Store[];
  readonly live: boolean;

  /** @param live false for a copy of a host's files, where links may not have been copied. */
  constructor(root: string, stores: readonly Store[], live: boolean) {
    this.#root = root;
    this.#stores = stores;
    this.live = live;
  }

  /** How many were read. */
  get count(): number {
    return this.#seen.size;
  }

  /**
   * Looks for layers in the mount table of a task.
   *
   * @param task a process, `4711`, or a thread of it, `4711/task/4712`.
   * @returns its mount namespace; null if it has ended, a zombie too.
   */
  refer(task: string): string | null {
    const link = this.#namespaceOf(task);
    if (link === ENOENT && this.live) return null;
    // Without the link (a snapshot, or no privilege) each process is read for itself.
    const namespace = typeof link === "string" ? link : task;
    if (!this.#seen.has(namespace) && this.read(namespace, `/proc/${task}/mountinfo`))
      this.#refused.set(namespace, task);
    return namespace;
  }

  /** Notes a mount namespace that something keeps: if no task is in it, its table cannot be read. */
  keep(namespace: string): void {
    this.#kept.add(namespace);
  }

  /** @returns whether the table was refused; one that is not there is nothing that was missed. */
  read(namespace: string, path: string): boolean {
    const table = readFile(join(this.#root, path));
    if (table.status !== "read") return table.status === "denied";
    this.#seen.add(namespace);
    for (const inode of keptNamespaces(table.text)) this.keep(inode);
    referTable(this.#stores, table.text, path, this.#gaps);
    return false;
  }

  /** What could not be read, of what was asked for so far. */
  get gaps(): readonly Gap[] {
    const unseen = (namespace: string): boolean => !this.#seen.has(namespace);
    const refused = [...this.#refused]
      .filter(([namespace, task]) => unseen(namespace) && !(this.live && this.#hasEnded(task)))
      .map(([, task]): Gap => ({
        what: "mounts",
        path: `/proc/${task}/mountinfo`,
        code: "EACCES",
      }));
    const kept = [...this.#kept]
      .filter(unseen)
      .map((path): Gap => ({ what: "mounts", path, code: "kept" }));
    return [...this.#gaps, ...refused, ...kept];
  }

  #hasEnded(task: string): boolean {
    return this.#namespaceOf(task) === ENOENT;
  }

  /** The mount namespace of a task; -errno if it cannot be told: ENOENT for one that has ended (a zombie too). */
  #namespaceOf(task: string): string | number {
    return linkTarget(join(this.#root, `/proc/${task}/ns/mnt`));
  }
}

/**
 * Looks for layers in the mount table of every mount namespace, through one process of each.
 *
 * @see proc_pid_mountinfo(5); linux Documentation/filesystems/overlayfs.rst
 */
export function referMounts(tables: MountTables, pids: readonly string[]): void {
  for (const pid of pids) tables.refer(pid);
  if (tables.count === 0)
    for (const path of ["/proc/self/mountinfo", "/proc/mountinfo"]) tables.read(path, path);
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
