import { join } from "node:path";
import {
  close,
  DirectoryReader,
  linkTarget,
  linkTargetAt,
  openDirectory,
} from "../../directory.ts";
import { readFile } from "../../read-file.ts";
import type { Gap, Store } from "./store.ts";

const DENIED: readonly (string | number)[] = [-1, -13];
const ENOENT = -2;

/** Whether a path as the kernel prints it may lead into a layer: nearly none does. */
const mayLeadInto = (target: string | number): target is string =>
  typeof target === "string" && target.includes("/overlay2/");

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
      if (mayLeadInto(target))
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

/**
 * Looks for processes that stand in a layer: an unpacking child, a shell, a backup. Only worth its cost when some layer
 * is referred to by nothing else. A process that cannot be looked into matters if it descends from a daemon: some agents
 * refuse even root.
 *
 * @param live false for a copy of a host's files, where links may not have been copied.
 * @returns what could not be looked into.
 */
export function referProcesses(
  root: string,
  pids: readonly string[],
  stores: readonly Store[],
  live: boolean,
): readonly Gap[] {
  const refused: string[] = [];
  const descriptors = new Descriptors();
  for (const pid of pids) {
    const place = `/proc/${pid}`;
    const see = (what: string, target: string | number): void => {
      if (!mayLeadInto(target)) return;
      referPath(stores, target, () => ({ who: nameOf(root, pid), source: `${place}/${what}` }));
    };
    const exe = linkTarget(`${root}${place}/exe`);
    // A thread of the kernel runs no file, opens none and stands at the root.
    if (exe === ENOENT && live) continue;
    const top = linkTarget(`${root}${place}/root`);
    see("exe", exe);
    see("root", top);
    see("cwd", linkTarget(`${root}${place}/cwd`));
    const denied = descriptors.read(`${root}${place}/fd`, (number, target) =>
      see(`fd/${number}`, target),
    );
    if (denied || DENIED.includes(top)) refused.push(pid);
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

function nameOf(root: string, pid: string): string {
  const comm = readFile(join(root, `/proc/${pid}/comm`));
  return `${comm.status === "read" ? comm.text.trimEnd() : ""} ${pid}`.trim();
}
