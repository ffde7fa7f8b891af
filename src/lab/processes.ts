import { readdirSync, readFileSync } from "node:fs";
import { LAB_MARK } from "./place.ts";

function read(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    // The process ended, or is not ours to look at; a lab runs as root and made its processes itself.
    if (error instanceof Error && "code" in error && typeof error.code === "string") return null;
    throw error;
  }
}

/** Start time in clock ticks since boot: with the pid it names a process for good (proc_pid_stat(5), field 22). */
export function startTime(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? null : (rest[18] ?? null);
}

export interface LabProcess {
  readonly pid: number;
  readonly lab: string;
  readonly comm: string;
}

/** Processes that carry a lab's mark in their environment. */
export function labProcesses(): LabProcess[] {
  const found: LabProcess[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = read(`/proc/${name}/environ`);
    const lab = environment?.split("\0").find((variable) => variable.startsWith(`${LAB_MARK}=`));
    if (lab === undefined || Number(name) === process.pid) continue;
    found.push({
      pid: Number(name),
      lab: lab.slice(LAB_MARK.length + 1),
      comm: read(`/proc/${name}/comm`)?.trim() ?? "",
    });
  }
  return found;
}

/** Ends processes by pid with SIGKILL and waits until they are gone. @returns those that would not go. */
export async function endProcesses(pids: readonly number[]): Promise<readonly number[]> {
  const started = new Map(pids.map((pid) => [pid, startTime(pid)]));
  for (const [pid, start] of started) {
    if (start === null || startTime(pid) !== start) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
  const alive = (): number[] =>
    [...started]
      .filter(([pid, start]) => start !== null && startTime(pid) === start)
      .map(([pid]) => pid);
  for (let tries = 0; tries < 500 && alive().length > 0; tries++) await Bun.sleep(10);
  return alive();
}
