import { parseCgroup } from "#text/cgroup.ts";
import {
  mayBeRuntime,
  type RuntimeRole,
  runtimeWords,
  shimContainer,
  shimContainerName,
} from "#text/runtime-process.ts";
import type { ProcTree } from "./proc-tree.ts";

/** What `/proc/PID/stat` tells, of a process or a thread. */
export interface Stat {
  readonly pid: number;
  readonly comm: string;
  readonly state: string;
  readonly parent: number;
  readonly threads: number;
  /** Clock ticks after boot: with the pid it names a process for good. */
  readonly start: string;
}

export interface RuntimeProcess extends Stat {
  readonly role: RuntimeRole;
  readonly name: string;
  readonly argv: readonly string[];
  /** Of a shim: what it was started for, and its name where the shim is told it. */
  readonly container: string | null;
  readonly containerName: string | null;
}

/** `comm` may hold blanks and parentheses: the fields follow the last `)`. */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf(" (");
  const close = text.lastIndexOf(") ");
  const pid = Number(text.slice(0, open));
  if (open < 1 || close < open || !Number.isSafeInteger(pid)) return null;
  const [state = "", parent, ...rest] = text.slice(close + 2).split(" ");
  if (!/^[A-Za-z]$/.test(state)) return null;
  return {
    pid,
    comm: text.slice(open + 2, close),
    state,
    parent: Number(parent) || 0,
    threads: Number(rest[15]) || 1,
    start: /^\d{1,20}/.exec(rest[17] ?? "")?.[0] ?? "",
  };
}

function argvOf(proc: ProcTree, pid: number): readonly string[] | null {
  const text = proc.read(`/proc/${pid}/cmdline`);
  return text === null || text === "" ? null : text.split("\0");
}

/** What belongs to a container runtime, of processes. */
export function runtimeProcesses(proc: ProcTree, stats: readonly Stat[]): RuntimeProcess[] {
  return stats.flatMap((stat) => {
    if (!mayBeRuntime(stat.comm) || stat.state === "Z" || stat.state === "X") return [];
    const argv = argvOf(proc, stat.pid);
    const words = runtimeWords(stat.comm, argv);
    if (!words) return [];
    const isShim = words.role === "shim";
    return [
      {
        ...stat,
        ...words,
        argv: argv ?? [],
        container: isShim ? shimContainer(argv ?? []) : null,
        containerName: isShim ? shimContainerName(argv ?? []) : null,
      },
    ];
  });
}

/** The innermost container of a process, and what its v1 freezer says: a paused container's tasks count as state D. */
export function containerOf(
  proc: ProcTree,
  pid: number,
): { readonly id: string | null; readonly freezer: string | null } {
  const text = proc.read(`/proc/${pid}/cgroup`);
  try {
    const { containers, paths } = parseCgroup(text ?? "");
    const path = paths.find(({ controllers }) => controllers.includes("freezer"))?.path;
    const state =
      path === undefined ? null : proc.read(`/sys/fs/cgroup/freezer${path}/freezer.state`);
    return { id: containers[0]?.id ?? null, freezer: state?.trim() ?? null };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { id: null, freezer: null };
  }
}

const FRAMES = 6;

/** Functions that a task waits in, innermost first; none where the kernel does not show them to us. */
export function functionsOf(proc: ProcTree, place: string): string[] {
  const stack = [...(proc.read(`${place}/stack`) ?? "").matchAll(/^\[<[^>]*>\] ([\w.]+)\+/gm)];
  if (stack.length > 0) return stack.slice(0, FRAMES).flatMap(([, name]) => name ?? []);
  const wchan = proc.read(`${place}/wchan`)?.trim() ?? "";
  return /^[A-Za-z_][\w.]*$/.test(wchan) ? [wchan] : [];
}

/** How often a task left the processor: as long as the sum stays, it has not run. Null before 2.6.23 or if it is gone. */
export function switchesOf(proc: ProcTree, place: string): number | null {
  const counts = [
    ...(proc.read(`${place}/status`) ?? "").matchAll(
      /^(?:non)?voluntary_ctxt_switches:\s+(\d{1,15})$/gm,
    ),
  ];
  return counts.length === 2 ? counts.reduce((sum, [, digits]) => sum + Number(digits), 0) : null;
}

/** Who traces a process; null for nobody. */
export function tracerOf(proc: ProcTree, pid: number): number | null {
  const tracer = /^TracerPid:\s+(\d{1,10})$/m.exec(proc.read(`/proc/${pid}/status`) ?? "")?.[1];
  return tracer === undefined || tracer === "0" ? null : Number(tracer);
}

/** Whether processes of a tree have parents that it does not hold: then it does not hold other processes either. */
export function lacksParents(stats: readonly Stat[]): boolean {
  const held = new Set(stats.map(({ pid }) => pid));
  return stats.some(({ parent }) => parent !== 0 && !held.has(parent));
}
