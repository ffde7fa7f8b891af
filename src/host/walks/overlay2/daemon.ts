import { join } from "node:path";
import { linkTarget } from "../../directory.ts";
import { isProcfs } from "../../procfs.ts";
import { readFile } from "../../read-file.ts";

/** Ticks of /proc/PID/stat a second, on every Linux that Casebook runs on (USER_HZ). */
const TICKS = 100;
/** Inode of the first pid namespace (linux include/linux/proc_ns.h PROC_PID_INIT_INO). */
const FIRST_PID_NAMESPACE = "pid:[4026531836]";

/** How the processes of the host are seen. */
export interface Sight {
  /** A kernel answers, and not a copy of its files. */
  readonly live: boolean;
  /** No process is hidden by a pid namespace. */
  readonly whole: boolean;
}

export function sightOf(root: string): Sight {
  const namespace = linkTarget(join(root, root === "" ? "/proc/self/ns/pid" : "/proc/1/ns/pid"));
  return {
    live: isProcfs(root),
    whole: namespace === FIRST_PID_NAMESPACE,
  };
}

function field(root: string, path: string, pattern: RegExp): number | null {
  const read = readFile(join(root, path));
  const found = read.status === "read" ? pattern.exec(read.text)?.[1] : undefined;
  return found === undefined ? null : Number(found);
}

/**
 * When a process began, in seconds since the epoch. On a live host by its uptime, which is exact to a tick; in a snapshot
 * by `btime`, which is cut to a second: too early, never too late.
 *
 * @see proc_pid_stat(5), field 22
 */
export function startOf(root: string, pid: number, now: number | null): number | null {
  const ticks = field(root, `/proc/${pid}/stat`, /^\d+ \(.*\) \S(?: -?\d+){18} (\d+)/s);
  if (ticks === null) return null;
  const uptime = now === null ? null : field(root, "/proc/uptime", /^(\d+(?:\.\d+)?) /);
  const boot =
    now === null || uptime === null ? field(root, "/proc/stat", /^btime (\d+)$/m) : now - uptime;
  return boot === null ? null : boot + ticks / TICKS;
}

/** Processes called dockerd. */
export function daemonsAmong(root: string, pids: readonly string[]): number[] {
  return pids
    .filter((pid) => {
      const comm = readFile(join(root, `/proc/${pid}/comm`));
      return comm.status === "read" && comm.text === "dockerd\n";
    })
    .map(Number);
}
