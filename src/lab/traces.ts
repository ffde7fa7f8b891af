import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { leftovers } from "./clean.ts";

/** Namespaces by kind and inode, as far as a process is in them. */
function namespaces(): string[] {
  const found = new Set<string>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    for (const kind of ["mnt", "net", "pid", "uts", "ipc", "user", "cgroup"]) {
      try {
        found.add(readlinkSync(`/proc/${name}/ns/${kind}`));
      } catch (error) {
        // The process ended meanwhile (ENOENT, ESRCH) and holds nothing any more.
        if (!(error instanceof Error && "code" in error)) throw error;
      }
    }
  }
  return [...found];
}

/** What a lab could leave on the machine, to be compared before and after: namespaces, mounts, links, and its own marks. */
export function traces(id: string): ReadonlySet<string> {
  return new Set([
    ...namespaces().map((link) => `namespace ${link}`),
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
