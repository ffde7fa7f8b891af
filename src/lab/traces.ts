import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { leftovers } from "./clean.ts";
import { labProcesses } from "./processes.ts";

const KINDS = ["mnt", "net", "pid", "uts", "ipc", "user", "cgroup"];

/** Namespaces of processes, as `net:[4026531840]`. */
function namespacesOf(pids: readonly (number | string)[]): Set<string> {
  const found = new Set<string>();
  for (const pid of pids) {
    for (const kind of KINDS) {
      try {
        found.add(readlinkSync(`/proc/${pid}/ns/${kind}`));
      } catch (error) {
        // The process ended meanwhile (ENOENT, ESRCH) and holds nothing any more.
        if (!(error instanceof Error && "code" in error)) throw error;
      }
    }
  }
  return found;
}

/** Namespaces that a lab's processes live in, this program's own not counted: they must end with the lab. */
export function labNamespaces(id: string): ReadonlySet<string> {
  const pids = labProcesses()
    .filter(({ lab }) => lab === id)
    .map(({ pid }) => pid);
  return namespacesOf(pids).difference(namespacesOf(["self"]));
}

/** Those of a lab's namespaces that a process still lives in. Others come and go on a machine, and are not the lab's. */
export function remainingNamespaces(held: ReadonlySet<string>): string[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return [...namespacesOf(pids).intersection(held)].map((link) => `namespace ${link}`);
}

/** What else a lab could leave on the machine, to be compared before and after: mounts, links, and its own marks. */
export function traces(id: string): ReadonlySet<string> {
  return new Set([
    ...readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => `mount ${line.split(" ").slice(3, 5).join(" on ")}`),
    ...readdirSync("/sys/class/net").map((name) => `link ${name}`),
    ...leftovers({ alsoRunning: true })
      .filter((left) => left.id === id)
      .map(({ what }) => what),
  ]);
}
