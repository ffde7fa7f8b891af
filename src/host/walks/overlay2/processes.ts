import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  close,
  DirectoryReader,
  linkTarget,
  linkTargetAt,
  openDirectory,
} from "../../directory.ts";
import { errorCode, readFile } from "../../read-file.ts";
import type { MountTables } from "./mounts.ts";
import type { Gap, Store } from "./store.ts";

const DENIED: readonly (string | number)[] = [-1, -13];
const ENOENT = -2;

/** Whether a path as the kernel prints it may lead into a layer: nearly none does. */
const mayLeadInto = (target: string | number): target is string =>
  typeof target === "string" && target.includes("/overlay2/");

/** Whether a descriptor keeps a mount namespace, as the kernel prints it. */
const isNamespace = (target: string | number): target is string =>
  typeof target === "string" && /^mnt:\[\d+\]$/.test(target);

/** A layer in such a path: the first part below an `overlay2/` that is one. */
function layerIn(store: Store, target: string): string | null {
  return target.split("/").find((part) => store.names.has(part)) ?? null;
}

/** Reads the links of `/proc/PID/fd`. */
class Descriptors {
  readonly #reader = new DirectoryReader();

  /**
   * @param see gets the descriptor's number and what it leads to.
   * @returns whether that was refused.
   */
  read(directory: string, see: (number: string, target: string) => void): boolean {
    const fd = openDirectory(directory);
    if (fd < 0) return DENIED.includes(fd);
    const reader = this.#reader;
    reader.names(fd, (nameAddress, offset) => {
      const target = linkTargetAt(fd, nameAddress);
      if (mayLeadInto(target) || isNamespace(target))
        see(Buffer.from(reader.nameAt(offset)).toString().slice(0, -1), target);
    });
    close(fd);
    return false;
  }
}

/** Programs whose children unpack and mount layers. */
const DAEMONS = /^(?:dockerd|containerd|docker-untar|containerd-shim.*)$/;
/** Longer chains of parents are taken for a daemon's. */
const ANCESTORS = 64;

/** Whether a process descends from a daemon that works with layers, by /proc/PID/stat, which everybody may read. */
function isOfDaemon(root: string, pid: string): boolean {
  let at = pid;
  for (let steps = 0; steps < ANCESTORS; steps++) {
    const stat = readFile(join(root, `/proc/${at}/stat`));
    const found = stat.status === "read" ? /^\d+ \((.*)\) \S (\d+)/s.exec(stat.text) : null;
    if (!found) return false;
    const [, comm = "", parent = "0"] = found;
    if (DAEMONS.test(comm)) return true;
    if (parent === "0") return false;
    at = parent;
  }
  return true;
}

/** Threads of a process beside its first; none where /proc tells of none. */
function otherThreads(root: string, pid: string, live: boolean): string[] {
  const directory = join(root, `/proc/${pid}/task`);
  try {
    // The kernel counts a link for each thread beside the directory's own two; a copy may lack some.
    if (live && statSync(directory).nlink === 3) return [];
    return readdirSync(directory).filter((tid) => /^\d+$/.test(tid) && tid !== pid);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return [];
  }
}

/** Looks for what a task stands in: where it runs, where it is, and what it has open. */
class Tasks {
  readonly #root: string;
  readonly #stores: readonly Store[];
  readonly #tables: MountTables;
  readonly #descriptors = new Descriptors();

  constructor(root: string, stores: readonly Store[], tables: MountTables) {
    this.#root = root;
    this.#stores = stores;
    this.#tables = tables;
  }

  /**
   * @param task a process, `4711`, or a thread of it, `4711/task/4712`.
   * @returns whether that was refused.
   */
  look(task: string): boolean {
    const top = this.#stand(task);
    const place = `/proc/${task}`;
    this.#see(task, "exe", linkTarget(`${this.#root}${place}/exe`));
    const denied = this.#descriptors.read(`${this.#root}${place}/fd`, (number, target) => {
      if (isNamespace(target)) this.#tables.keep(target);
      else this.#see(task, `fd/${number}`, target);
    });
    return denied || DENIED.includes(top);
  }

  /**
   * Looks at a thread. It shares its process's files, but maybe not where it stands: the daemon sends threads into a
   * layer; and once the first thread has ended, only the others tell what the process has.
   *
   * @param among the mount namespace of the first thread; null if that has ended.
   */
  lookThread(task: string, among: string | null): boolean {
    const namespace = this.#tables.refer(task);
    if (namespace === null) return false;
    if (namespace !== among) return this.look(task);
    this.#stand(task);
    return false;
  }

  #stand(task: string): string | number {
    const top = linkTarget(`${this.#root}/proc/${task}/root`);
    this.#see(task, "root", top);
    this.#see(task, "cwd", linkTarget(`${this.#root}/proc/${task}/cwd`));
    return top;
  }

  #see(task: string, what: string, target: string | number): void {
    if (!mayLeadInto(target)) return;
    referPath(this.#stores, target, () => ({
      who: nameOf(this.#root, task),
      source: `/proc/${task}/${what}`,
    }));
  }
}

/**
 * Looks for processes that stand in a layer: an unpacking child, a shell, a backup; and for mount namespaces that only a
 * thread or a descriptor keeps. Only worth its cost when some layer is referred to by nothing else. A process that cannot
 * be looked into matters if it descends from a daemon: some agents refuse even root.
 *
 * @returns what could not be looked into.
 */
export function referProcesses(
  root: string,
  pids: readonly string[],
  stores: readonly Store[],
  tables: MountTables,
): readonly Gap[] {
  const refused: string[] = [];
  const tasks = new Tasks(root, stores, tables);
  for (const pid of pids) {
    const among = tables.refer(pid);
    let denied = false;
    // A thread of the kernel runs no file, opens none and stands at the root.
    const isKernel = linkTarget(`${root}/proc/${pid}/exe`) === ENOENT && tables.live;
    if (!isKernel) denied = tasks.look(pid);
    for (const tid of otherThreads(root, pid, tables.live))
      denied = tasks.lookThread(`${pid}/task/${tid}`, among) || denied;
    if (denied) refused.push(pid);
  }
  return refused
    .filter((pid) => isOfDaemon(root, pid))
    .map((pid) => ({ what: "processes", path: `/proc/${pid}/fd`, code: "EACCES" }));
}

function referPath(
  stores: readonly Store[],
  target: string,
  place: () => { who: string; source: string },
): void {
  for (const store of stores) {
    const layer = layerIn(store, target);
    if (layer !== null) store.refer(layer, { kind: "process", ...place() });
  }
}

function nameOf(root: string, task: string): string {
  const comm = readFile(join(root, `/proc/${task}/comm`));
  const [id = ""] = task.split("/").slice(-1);
  return `${comm.status === "read" ? comm.text.trimEnd() : ""} ${id}`.trim();
}
