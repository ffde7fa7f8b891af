import type { Says } from "#contract/message.ts";
import type { Report, Stack } from "#text/kernel-log/reports.ts";
import { type Frame, meaningful, stuckIn, waitsIn } from "#text/kernel-log/stack.ts";
import { words } from "./messages.ts";

/** Where a report says that something was stuck, and who. */
export interface Place {
  readonly cpu: number | null;
  readonly comm: string | null;
  readonly pid: number | null;
  /** Innermost first, without the detector's own; empty if the log shows none. */
  readonly frames: readonly Frame[];
  /** It was in a process's own code. */
  readonly isUser: boolean;
}

/** RCU's own thread, whose backtrace is shown too when it waits for a CPU. */
const isOfRcu = ({ comm, frames }: Stack): boolean =>
  comm === "rcu" ||
  /^rcu_(?:preempt|sched|bh|gp)$/.test(comm ?? "") ||
  frames.some((frame) => frame !== "entry" && frame.name === "rcu_gp_kthread");

/** The backtrace of what was stuck: of a CPU that was named, if its own is there. */
function stackOf({ kind, cpus, stacks }: Report): Stack | null {
  const full = stacks.filter(({ frames, isUser }) => frames.length > 0 || isUser);
  if (kind === "hung-task") return full.find(({ comm }) => comm !== "khungtaskd") ?? null;
  const shown = kind === "rcu-stall" ? full.filter((stack) => !isOfRcu(stack)) : full;
  return shown.find(({ cpu }) => cpu !== null && cpus.has(cpu)) ?? shown[0] ?? null;
}

/** Who it was: the head says, or the backtrace, or the line above it. */
function whoOf(report: Report, stack: Stack | null): Pick<Place, "comm" | "pid"> {
  if (report.comm !== null) return report;
  if (stack !== null && stack.comm !== null) return stack;
  const named = report.stacks.find(
    ({ comm, cpu }) => comm !== null && cpu !== null && report.cpus.has(cpu),
  );
  return named ?? { comm: null, pid: report.blockedTasks[0] ?? null };
}

export function placeOf(report: Report): Place {
  const stack = stackOf(report);
  const [cpu = stack?.cpu ?? null] = report.cpus;
  const { comm, pid } = whoOf(report, stack);
  const traced = stack?.frames ?? [];
  const frames = report.kind === "hung-task" ? waitsIn(traced) : stuckIn(traced);
  return { cpu, comm, pid, frames, isUser: stack?.isUser === true && frames.length === 0 };
}

export const cpuName = (cpu: number): string => `cpu${cpu}`;

export function cpuSays({ cpu }: Place): Says | string {
  return cpu === null ? words.someCpu() : cpuName(cpu);
}

/** `dd[115]`, as the kernel's own reports name a task by both. */
export function taskName({ comm, pid }: Pick<Place, "comm" | "pid">): string | null {
  if (comm === null && pid === null) return null;
  return pid === null ? (comm ?? "") : `${comm ?? "?"}[${pid}]`;
}

export const taskSays = (place: Pick<Place, "comm" | "pid">): Says | string =>
  taskName(place) ?? words.someTask();

export function functionSays({ frames }: Pick<Place, "frames">): Says | string {
  const frame = meaningful(frames);
  if (frame === null) return words.someFunction();
  const { name, module } = frame;
  return module === null ? name : words.functionOf({ function: name, module });
}

const SHOWN_FRAMES = 3;

/** `ipt_do_table ← nf_hook_slow ← __ip_local_out`. */
export const framesText = (frames: readonly Frame[]): string =>
  frames
    .slice(0, SHOWN_FRAMES)
    .map(({ name, module }) => (module === null ? name : `${name} [${module}]`))
    .join(" ← ");

/** What the finding is about: the CPU, or the task where that is what the kernel names. */
export function subjectOf(report: Report): { kind: "cpu" | "process"; name: string } {
  const place = placeOf(report);
  const task = taskName(place);
  if (report.kind === "hung-task") return { kind: "process", name: task ?? "?" };
  if (place.cpu !== null) return { kind: "cpu", name: cpuName(place.cpu) };
  return report.blockedTasks.length > 0 && task !== null
    ? { kind: "process", name: task }
    : { kind: "cpu", name: "?" };
}
