import { readFile } from "./read-file.ts";

/**
 * A walk that did nothing for so long waits for something that does not answer. Ours: longer than a request to a disk
 * takes that still works, far shorter than an operator waits.
 */
export const IDLE_SECONDS = 5;
/** How often a walk is looked at. */
export const LOOK_SECONDS = 0.5;

/** Seconds on a processor of a process's first thread; null where the kernel does not tell (CONFIG_SCHED_INFO). */
function busyTime(pid: number): string | null {
  const read = readFile(`/proc/${pid}/task/${pid}/schedstat`);
  return read.status === "read" ? (read.text.split(" ", 1)[0] ?? null) : null;
}

function isWaiting(pid: number): boolean {
  const read = readFile(`/proc/${pid}/task/${pid}/stat`);
  return read.status === "read" && /^\d+ \(.*\) [SD] /s.test(read.text);
}

/** Children of a process, where the kernel tells (CONFIG_PROC_CHILDREN). */
function childrenOf(pid: number): readonly number[] {
  const read = readFile(`/proc/${pid}/task/${pid}/children`);
  return read.status === "read" ? read.text.trim().split(" ").filter(Boolean).map(Number) : [];
}

/** Tells for how long a process and its children have waited without doing anything. */
export class IdleWatch {
  readonly #pid: number;
  #since = performance.now();
  #seen = "";

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Seconds until now; 0 if it works, or where that cannot be told. */
  seconds(): number {
    const pids = [this.#pid, ...childrenOf(this.#pid)];
    const times = pids.map(busyTime);
    const seen = times.join(" ");
    const idle = !times.includes(null) && seen === this.#seen && pids.every(isWaiting);
    this.#seen = seen;
    const now = performance.now();
    if (!idle) this.#since = now;
    return (now - this.#since) / 1000;
  }
}
