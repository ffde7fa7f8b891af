import type { NonEmpty } from "#contract/nonempty.ts";

/**
 * What the kernel reports of itself, by the first line of the report. The first five are stalls: something did not get on
 * for too long. The others explain stalls that follow them, or are told from them.
 */
export type ProblemKind =
  | "soft-lockup"
  | "hard-lockup"
  | "rcu-stall"
  | "hung-task"
  | "workqueue-lockup"
  | "panic"
  | "oops"
  | "memory-corruption"
  | "machine-check"
  | "locking"
  | "other-hang"
  | "warning"
  | "sanitizer"
  | "leak"
  | "device-held"
  | "out-of-memory";

export const STALLS = [
  "soft-lockup",
  "hard-lockup",
  "rcu-stall",
  "hung-task",
  "workqueue-lockup",
] as const satisfies readonly ProblemKind[];

export type StallKind = (typeof STALLS)[number];

export const isStall = (kind: ProblemKind): kind is StallKind =>
  (STALLS as readonly ProblemKind[]).includes(kind);

export interface KernelPattern {
  readonly kind: ProblemKind;
  /** One of these stands in every line that `is` matches: what a search through many megabytes looks for first. */
  readonly anchors: NonEmpty<string>;
  readonly is: RegExp;
}

const pattern = (
  kind: ProblemKind,
  anchors: string | NonEmpty<string>,
  is: RegExp,
): KernelPattern => ({ kind, anchors: typeof anchors === "string" ? [anchors] : anchors, is });

/**
 * First lines of reports. The first pattern that fits names the report.
 *
 * @see linux kernel/watchdog.c, kernel/watchdog_perf.c, kernel/watchdog_buddy.c, arch/powerpc/kernel/watchdog.c,
 *   kernel/rcu/tree_stall.h, kernel/rcu/tasks.h, kernel/hung_task.c, kernel/workqueue.c, kernel/panic.c,
 *   kernel/locking/lockdep.c, mm/kasan/report.c, mm/oom_kill.c
 */
const KERNEL_PATTERNS: readonly KernelPattern[] = [
  // A panic that a stall detector was told to make is that stall's.
  pattern(
    "soft-lockup",
    "softlockup: hung tasks",
    /Kernel panic - not syncing: softlockup: hung tasks/,
  ),
  pattern(
    "hung-task",
    "hung_task: blocked tasks",
    /Kernel panic - not syncing: hung_task: blocked tasks/,
  ),
  pattern("rcu-stall", "RCU Stall", /Kernel panic - not syncing: RCU Stall/),
  pattern("hard-lockup", "Hard LOCKUP", /Kernel panic - not syncing: Hard LOCKUP/),
  pattern(
    "hard-lockup",
    "hard LOCKUP",
    /Watchdog detected hard LOCKUP on cpu|self-detected hard LOCKUP @|detected hard LOCKUP on other CPUs/,
  ),
  pattern(
    "hard-lockup",
    "Hard LOCKUP",
    /Watchdog CPU:\d+ Hard LOCKUP|watchdog: CPU \d+ Hard LOCKUP/,
  ),
  pattern("hard-lockup", "Watchdog detected LOCKUP", /NMI Watchdog detected LOCKUP on CPU/),
  pattern("soft-lockup", "BUG: soft lockup", /BUG: soft lockup(?: detected on CPU| - CPU)?/),
  pattern("workqueue-lockup", "BUG: workqueue lockup", /BUG: workqueue lockup/),
  pattern(
    "rcu-stall",
    ["detected stall", "detected expedited stall", "detected CPU stall"],
    /(?:INFO: |rcu: |^)(?:s?rcu\w*|RCU) (?:self-)?detected (?:expedited |CPU )?stalls?\b/,
  ),
  pattern("rcu-stall", "RCU detected CPU", /INFO: RCU detected CPU \d+ stall/),
  pattern(
    "hung-task",
    "blocked for more than",
    /(?:INFO: task .*|:)\d+ blocked for more than \d+ seconds/s,
  ),
  pattern(
    "hung-task",
    "blocked in I/O wait for",
    /INFO: task .*:\d+ blocked in I\/O wait for more than \d+ seconds/s,
  ),

  pattern(
    "other-hang",
    "can't die for more than",
    /INFO: task .* can't die for more than \d+ seconds/s,
  ),
  pattern("other-hang", "lockup suspected", /BUG: spinlock lockup suspected/),
  pattern("other-hang", "cpu-lockup", /rwlock-cpu-lockup/),

  pattern("panic", "Kernel panic", /Kernel panic - not syncing/),
  pattern("panic", "PANIC: double fault", /PANIC: double fault/),
  pattern("panic", ["kernel panic: ", "trusty: panic"], /^kernel panic: |^trusty: panic/),

  pattern(
    "locking",
    ["possible circular locking", "possible recursive locking", "possible irq lock inversion"],
    /(?:INFO|WARNING): possible (?:circular|recursive|irq lock)/,
  ),
  pattern(
    "locking",
    [
      "inconsistent lock state",
      "bad unlock balance",
      "held lock freed",
      "lock held when returning",
    ],
    /(?:INFO|WARNING|BUG): (?:inconsistent lock state|bad unlock balance|held lock freed|lock held when)/,
  ),
  pattern("locking", "nested lock was not taken", /(?:INFO|WARNING): nested lock was not taken/),
  pattern("locking", "lock order detected", /-safe -> \S+-unsafe lock order detected/),
  pattern("locking", "non-static key", /INFO: trying to register non-static key/),
  pattern("locking", "suspicious RCU usage", /suspicious RCU usage/),
  pattern("locking", "BUG: Invalid wait context", /BUG: Invalid wait context/),
  pattern(
    "locking",
    "BUG: ",
    /BUG: (?:sleeping function called|scheduling while atomic|using \S+ in preemptible|spinlock |rwlock |.* still has locks held)/,
  ),
  pattern("locking", "BUG: workqueue leaked", /BUG: workqueue leaked (?:lock|atomic)/),

  pattern(
    "sanitizer",
    ["BUG: KASAN", "BUG: KMSAN", "BUG: KCSAN", "BUG: KFENCE"],
    /BUG: K(?:ASAN|MSAN|CSAN|FENCE)/,
  ),
  pattern("warning", "UBSAN: ", /UBSAN: /),
  pattern("leak", "BUG: memory leak", /BUG: memory leak/),

  pattern("memory-corruption", "BUG: Bad ", /BUG: Bad (?:page|rss-counter|swap|pgtable)/),
  pattern(
    "memory-corruption",
    "BUG ",
    /^=*\s*BUG \S+ ?(?:\([^)]*\))?: .*(?:overwritten|already free|Poison|Redzone|Invalid|Right|Left|Wrong|Freechain)/,
  ),
  pattern(
    "memory-corruption",
    ["list_add corruption", "list_del corruption"],
    /list_(?:add|del) corruption/,
  ),
  pattern(
    "memory-corruption",
    "non-zero nr_p",
    /BUG: non-zero (?:nr_p\w+|pgtables_bytes) on freeing/,
  ),
  pattern(
    "memory-corruption",
    ["INFO: Allocated in", "INFO: Freed in"],
    /INFO: (?:Allocated|Freed) in /,
  ),
  pattern("memory-corruption", "BUG: Dentry", /BUG: Dentry .* still in use/),

  pattern(
    "oops",
    "BUG: ",
    /BUG: (?:[uU]nable to handle|(?:kernel |Kernel )?NULL pointer|Kernel |stack guard page|TASK stack|IRQ stack|corrupted|kernel )/,
  ),
  pattern("oops", "nable to handle kernel", /[uU]nable to handle kernel/),
  pattern("oops", "ernel BUG ", /[kK]ernel BUG (?:at |\[#)/),
  pattern("oops", ["Oops: ", "Oops - ", "Oops[#"], /\bOops(?:: | - |\[#)/),
  pattern("oops", "general protection fault", /^(?:traps: )?general protection fault(?:, |: )/),
  pattern(
    "oops",
    [
      "error: 0000",
      "opcode: 0000",
      "segment: 0000",
      "present: 0000",
      "check: 0000",
      "bounds: 0000",
    ],
    /^(?:divide error|invalid opcode|stack segment|segment not present|alignment check|bounds): 0000/,
  ),
  pattern("oops", "Unhandled fault", /Unhandled fault: |Internal error: /),
  pattern("oops", "Internal error", /Internal error: .*\[#\d/),

  pattern(
    "machine-check",
    "[Hardware Error]",
    /\[Hardware Error\]: (?:CPU \d+: Machine Check Exception|Machine check: |event severity: fatal)/,
  ),
  pattern(
    "warning",
    "WARNING: ",
    /WARNING: (?:(?:CPU: \d+ PID: \d+ )?at \S+:\d+|\S+:\d+ at |zero-size vmalloc|kernel stack)/,
  ),
  pattern("device-held", "to become free", /unregister_netdevice: waiting for \S+ to become free/),
  pattern(
    "out-of-memory",
    "ut of memory: Kill",
    /(?:^|: )(?:Memory cgroup out|Out) of memory: Kill/,
  ),
  pattern("out-of-memory", "invoked oom-killer", /invoked oom-killer: /),
];

/** Lines that look like the begin of a report and are none. */
const NONE =
  /INFO: lockdep is turned off|Stall ended before state dump|took too long|ODEBUG:|\bDEBUG:|segfault at|\*\*\*.*\*\*\*/;

const ANCHORS = [...new Set(KERNEL_PATTERNS.flatMap(({ anchors }) => anchors))];

/**
 * One of these stands in every line that begins a report: one search for all, before any line is cut out of a log. What
 * holds a shorter one is found by that.
 */
const KERNEL_ANCHORS: readonly string[] = ANCHORS.filter(
  (anchor) => !ANCHORS.some((other) => other !== anchor && anchor.includes(other)),
);

const escapeExpression = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The search for all anchors as the source of one expression. */
export const ANCHOR_EXPRESSION = KERNEL_ANCHORS.map(escapeExpression).join("|");
const ANY_ANCHOR = new RegExp(ANCHOR_EXPRESSION);

/** What kind of report a line begins; null if none. */
export function problemKind(text: string): ProblemKind | null {
  if (!ANY_ANCHOR.test(text) || NONE.test(text)) return null;
  return KERNEL_PATTERNS.find(({ is }) => is.test(text))?.kind ?? null;
}
