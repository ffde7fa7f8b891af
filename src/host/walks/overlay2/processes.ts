import { readdirSync } from "node:fs";
import { join } from "node:path";
import { linkTarget } from "../../directory.ts";
import { errorCode, readFile } from "../../read-file.ts";
import type { Gap, Store } from "./store.ts";

const DENIED = [-1, -13];

/** A layer in a path as the kernel prints it: the first part below an `overlay2/` that is one. */
function layerIn(store: Store, target: string): string | null {
  if (!target.includes("/overlay2/")) return null;
  return target.split("/").find((part) => store.names.has(part)) ?? null;
}

function descriptors(root: string, pid: string): string[] | "denied" {
  try {
    return readdirSync(join(root, `/proc/${pid}/fd`)).map((name) => `fd/${name}`);
  } catch (error) {
    return ["EACCES", "EPERM"].includes(errorCode(error)) ? "denied" : [];
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
 * @returns what could not be looked into.
 */
export function referProcesses(
  root: string,
  pids: readonly string[],
  stores: readonly Store[],
): readonly Gap[] {
  const refused: string[] = [];
  for (const pid of pids) {
    const open = descriptors(root, pid);
    const places = ["root", "cwd", "exe", ...(open === "denied" ? [] : open)];
    let denied = open === "denied";
    for (const what of places) {
      const path = `/proc/${pid}/${what}`;
      const target = linkTarget(join(root, path));
      if (typeof target === "number") denied ||= what === "root" && DENIED.includes(target);
      else referPath(stores, target, () => ({ who: nameOf(root, pid), source: path }));
    }
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

function nameOf(root: string, pid: string): string {
  const comm = readFile(join(root, `/proc/${pid}/comm`));
  return `${comm.status === "read" ? comm.text.trimEnd() : ""} ${pid}`.trim();
}
