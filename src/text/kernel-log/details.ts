import type { Report, Stack } from "./reports.ts";

type Learner = readonly [RegExp, (report: Report, match: RegExpExecArray) => void];

function newStack(report: Report, stack: Partial<Stack>): Stack {
  const made: Stack = { cpu: null, comm: null, pid: null, isUser: false, ...stack, frames: [] };
  report.stacks.push(made);
  return made;
}

/** Attaches who it is to the last stack, or begins one if that has frames already. */
function owner(report: Report, who: Partial<Stack>): void {
  const last = report.stacks.at(-1);
  if (last && last.frames.length === 0) {
    last.cpu = who.cpu ?? last.cpu;
    last.comm = who.comm ?? last.comm;
    last.pid = who.pid ?? last.pid;
  } else newStack(report, who);
}

/** `Tainted: G      D W    3.16.0` gives `DW`: `G` and `P` are of modules' licences. 6.11 and later explain: `[D]=DIE`. */
function taintOf(text: string): string | null {
  if (text.startsWith("Not tainted")) return "";
  if (!text.startsWith("Tainted: ")) return null;
  const words = text.slice("Tainted: ".length).split(" ").filter(Boolean);
  const end = words.findIndex((word) => !/^[A-Z]{1,19}$/.test(word));
  const flags = words.slice(0, end < 0 ? words.length : end).join("");
  return flags.replaceAll(/[GP]/g, "");
}

/** `CPU: 1 [UID: 0] PID: 8314 Comm: x Not tainted 4.19.0-rc2+ #6`. */
function process(report: Report, match: RegExpExecArray): void {
  const [, cpu, pid, rest = ""] = match;
  const cut = /^(.{1,40}?) (?=(?:Not tainted|Tainted:|Kdump:))/s.exec(rest);
  const comm = cut?.[1] ?? rest.slice(0, 15);
  owner(report, { cpu: Number(cpu), pid: Number(pid), comm });
  const state = rest.slice(cut?.[0].length ?? comm.length).replace(/^Kdump: \w+ /, "");
  report.taint ??= taintOf(state);
  report.release ??= /(\d{1,2}\.\d{1,3}[\w.+~-]*)/.exec(state)?.[1] ?? null;
}

/** `    1-...!: (3 GPs behind) idle=19a/1/0x…`, `{ 0-... 3-... }`: the CPUs that RCU waits for. */
function waitedFor(report: Report, match: RegExpExecArray): void {
  report.cpus.add(Number(match[1]));
}

const LEARNERS: readonly Learner[] = [
  [/^CPU: (\d{1,5}) (?:UID: \d+ )?PID: (\d{1,10}) Comm: (.*)$/s, process],
  [
    /^[pP]id: (\d{1,10}), comm: (.*)$/s,
    (report, [, pid, rest = ""]) => {
      const comm =
        /^\s*(.{1,20}?) (?=Not tainted|Tainted:|\()/.exec(rest)?.[1] ?? rest.slice(0, 15);
      owner(report, { pid: Number(pid), comm });
      report.taint ??= taintOf(rest.slice(comm.length).trim());
    },
  ],
  [
    /^((?:Not t|T)ainted:? .*)$/,
    (report, [, text = ""]) => {
      report.taint ??= taintOf(text);
      report.release ??= /(\d{1,2}\.\d{1,3}[\w.+~-]*)/.exec(text)?.[1] ?? null;
    },
  ],
  [
    /^Hardware name: (.{1,200})$/,
    (report, [, name = ""]) => {
      report.hardware ??= name;
    },
  ],
  [
    /^NMI backtrace for cpu (\d{1,5})(?: skipped: (.*))?/,
    (report, [, cpu, skipped]) => {
      if (skipped === undefined) newStack(report, { cpu: Number(cpu) });
    },
  ],
  [
    /^Task dump for CPU (\d{1,5}):/,
    (report, [, cpu]) => void newStack(report, { cpu: Number(cpu) }),
  ],
  [
    /^Call [Tt]race:/,
    (report) => {
      // A counter before it belongs to the same stack; frames of an earlier trace do not.
      const last = report.stacks.at(-1);
      if (!last || last.frames.length > 1)
        newStack(report, last ? { cpu: last.cpu, comm: last.comm, pid: last.pid } : {});
    },
  ],
  [
    /^(?:RCU grace-period kthread stack dump:|rcu: RCU grace-period kthread stack dump:)/,
    (report) => void newStack(report, { comm: "rcu" }),
  ],
  [
    /^task:(.{1,64}?) +state:\w .*? pid:(\d{1,10})/s,
    (report, [, comm = "", pid]) => owner(report, { comm: comm.trim(), pid: Number(pid) }),
  ],
  [/^(?:rcu:\s+)?(\d{1,5})-[.!O|~NoDd?,x]{1,8}: ?\(/, waitedFor],
  [
    /^(?:rcu:\s+)?(?:blocking rcu_node structures|Tasks blocked on level-\d+ rcu_node \(CPUs [\d-]+\): ?)(.*)$/,
    (report, [, list = ""]) => {
      for (const [, pid] of list.matchAll(/\bP(\d{1,10})/g)) report.blockedTasks.push(Number(pid));
    },
  ],
  [
    /^(?:rcu:\s+)?\(?(?:detected by (\d{1,5}), )?t=(\d{1,12}) jiffies/,
    (report, [, , jiffies]) => {
      report.jiffies ??= Number(jiffies);
    },
  ],
  [
    /^(?:rcu: )?\w+ kthread (?:starved for|timer wakeup didn't happen for) (\d{1,12}) jiffies/,
    (report, [, jiffies]) => {
      report.starved ??= Number(jiffies);
    },
  ],
  [
    /INFO: Stall ended before state dump start/,
    (report) => {
      report.hasEnded = true;
    },
  ],
  [
    /^INFO: task (.+):(\d{1,10})(?: <[\w ]+>)? (?:is |<?\w+>? )?blocked on an? ([\w-]+).* owned by (?:task )?(?:<?[\w]+>? )?(.+):(\d{1,10})/,
    (report, match) => {
      const [, , , what = "", comm = "", pid] = match;
      report.blocker ??= { comm, pid: Number(pid), what };
    },
  ],
];

/** What a line of a report that is no frame tells. */
export function learn(report: Report, text: string): void {
  for (const [is, tell] of LEARNERS) {
    const match = is.exec(text);
    if (match) {
      tell(report, match);
      return;
    }
  }
  braces(report, text);
}

/** Expedited stalls list CPUs in braces, on lines of their own: `{`, ` 1-...D`, `} 21005 jiffies s: 1234`. */
function braces(report: Report, text: string): void {
  if (report.kind !== "rcu-stall") return;
  const item = /^(\d{1,5})-[.ODNdo!|?x]{1,8}(?:\s|$)/.exec(text);
  if (item) waitedFor(report, item);
  const end = /^(?:.*)\} (\d{1,12}) jiffies s: /.exec(text);
  if (end) report.jiffies ??= Number(end[1]);
}
