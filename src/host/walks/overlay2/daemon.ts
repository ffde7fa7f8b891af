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

/** The clocks of a host: now, and when it booted, in seconds since the epoch. */
export interface Clocks {
  /** Null in a copy of a host's files: its own time is not told. */
  readonly now: number | null;
  readonly boot: number | null;
}

/**
 * On a live host by its uptime, which is exact to a hundredth and read at the same moment; in a copy by `btime`, which is
 * cut to a second: too early, never too late.
 */
export function clocksOf(root: string, live: boolean): Clocks {
  const uptime = live ? field(root, "/proc/uptime", /^(\d+(?:\.\d+)?) /) : null;
  const now = live ? Date.now() / 1000 : null;
  const boot =
    now !== null && uptime !== null ? now - uptime : field(root, "/proc/stat", /^btime (\d+)$/m);
  return { now, boot };
}

/**
 * When a process began, in seconds since the epoch.
 *
 * @see proc_pid_stat(5), field 22
 */
export function startOf(root: string, pid: number, { boot }: Clocks): number | null {
  const ticks = field(root, `/proc/${pid}/stat`, /^\d+ \(.*\) \S(?: -?\d+){18} (\d+)/s);
  return ticks === null || boot === null ? null : boot + ticks / TICKS;
}
