import type { ProblemKind } from "./patterns.ts";

/** What the first line of a report tells. */
export interface Head {
  readonly cpus?: readonly number[];
  readonly comm?: string;
  readonly pid?: number;
  readonly seconds?: number;
  readonly jiffies?: number;
}

const MOST_CPUS = 65_536;
const number = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;

/** CPUs as the kernel lists them: `0-3,8`. */
function cpusIn(list: string): number[] {
  const cpus: number[] = [];
  for (const range of list.split(",")) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range.trim());
    if (!match) continue;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    for (let cpu = first; cpu <= last && cpus.length < MOST_CPUS; cpu++) cpus.push(cpu);
  }
  return cpus;
}

function told(cpu: string | undefined): Pick<Head, "cpus"> {
  const value = number(cpu);
  return value === null ? {} : { cpus: [value] };
}

function named(comm: string | undefined, pid: string | undefined): Pick<Head, "comm" | "pid"> {
  const value = number(pid);
  return { ...(comm !== undefined && { comm }), ...(value !== null && { pid: value }) };
}

function lasting(seconds: string | undefined): Pick<Head, "seconds"> {
  const value = number(seconds);
  return value === null ? {} : { seconds: value };
}

function softLockup(text: string): Head {
  const match = /CPU ?#(\d{1,5})(?: stuck for (\d{1,10})s!)?(?: \[(.*):(\d{1,10})\])?/s.exec(text);
  return { ...told(match?.[1]), ...lasting(match?.[2]), ...named(match?.[3], match?.[4]) };
}

function hardLockup(text: string): Head {
  const others = /on other CPUs ([\d,-]{1,200})/.exec(text)?.[1];
  if (others !== undefined) return { cpus: cpusIn(others) };
  return told(/(?:on cpu |on CPU ?|CPU[ :])(\d{1,5})/.exec(text)?.[1]);
}

function hungTask(text: string): Head {
  const rest = text.replace(/^.*?INFO: task /s, "").trimStart();
  const match =
    /^(.{1,64}):(\d{1,10}) blocked (?:in I\/O wait )?for more than (\d{1,10}) seconds/s.exec(rest);
  return { ...named(match?.[1], match?.[2]), ...lasting(match?.[3]) };
}

/** `{ 1 3} (t=65000 jiffies …)`, `on CPU 0 (t=…)`: what older kernels say in the first line. */
function rcuStall(text: string): Head {
  const braces = /\{([^}]{0,400})/.exec(text)?.[1] ?? "";
  const cpus = [...braces.matchAll(/(?:^|\s)(\d{1,5})(?:[-.]|\s|$)/g)].map(([, cpu]) =>
    Number(cpu),
  );
  const cpu = number(
    /stalls? on CPU (\d{1,5})|detected CPU (\d{1,5}) stall/.exec(text)?.slice(1).find(Boolean),
  );
  const jiffies = number(/\bt=(\d{1,12})(?: jiffies|\/)/.exec(text)?.[1]);
  return {
    cpus: cpu === null ? cpus : [cpu, ...cpus],
    ...(jiffies !== null && { jiffies }),
  };
}

function workqueueLockup(text: string): Head {
  const cpus = cpusIn(/\bcpus=([\d,-]{1,200})/.exec(text)?.[1] ?? "");
  return { cpus, ...lasting(/stuck for (\d{1,10})s/.exec(text)?.[1]) };
}

const HEADS: Partial<Record<ProblemKind, (text: string) => Head>> = {
  "soft-lockup": softLockup,
  "hard-lockup": hardLockup,
  "hung-task": hungTask,
  "rcu-stall": rcuStall,
  "workqueue-lockup": workqueueLockup,
};

export function headOf(kind: ProblemKind, text: string): Head {
  return HEADS[kind]?.(text) ?? {};
}
