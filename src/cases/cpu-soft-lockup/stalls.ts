import type { KernelLogView } from "#derived/kernel-log.ts";
import { isOfLastBoot, secondsBetween } from "#derived/kernel-log.ts";
import { isStall, type ProblemKind, type StallKind } from "#text/kernel-log/patterns.ts";
import { findReports, type Report } from "#text/kernel-log/reports.ts";

/** A stall that no earlier trouble explains, with those that came soon after it: often the same one, seen by others. */
export interface Episode {
  readonly cause: StallKind;
  readonly view: KernelLogView;
  /** Oldest first; the first gives the cause. */
  readonly reports: readonly [Report, ...Report[]];
  /** Of the boot that the log ends with. */
  readonly isOfThisBoot: boolean;
}

/** A stall, and the earlier report that it follows from. */
export interface Consequence {
  readonly view: KernelLogView;
  readonly stall: Report;
  readonly leader: Report;
}

export interface Heard {
  readonly view: KernelLogView;
  readonly episodes: readonly Episode[];
  readonly consequences: readonly Consequence[];
  /** Reports that are no stalls, by kind: what this fault is told from. */
  readonly others: ReadonlyMap<ProblemKind, readonly Report[]>;
}

/** Ours: a stall that goes on is told again, and one that spreads is seen by others, within this time. */
const ONE_EPISODE_SECONDS = 300;
/** Ours: khungtaskd looks every two minutes and tells of what has waited for two: tasks that wait for the stall come late. */
const HUNG_AFTER_SECONDS = 600;

/**
 * Ours: for how long a report explains the stalls after it, in seconds. A task that died in the kernel holds its locks for
 * ever; a warning is often harmless, so it explains only what follows at once.
 */
const EXPLAINS_SECONDS: Partial<Record<ProblemKind, number>> = {
  panic: Infinity,
  oops: Infinity,
  "memory-corruption": 3600,
  sanitizer: 3600,
  "machine-check": 600,
  locking: 600,
  "other-hang": 600,
  "device-held": 600,
  leak: 600,
  warning: 60,
};

/** Warnings that a stall itself brings about: they come before the slower detector of the stall speaks. */
const OF_A_STALL =
  /dev_watchdog|NETDEV WATCHDOG|\brcu|smp_call|hrtimer|tick_|sched|clockevents|workqueue\.c/;

function explains(leader: Report, stall: Report): boolean {
  const seconds = EXPLAINS_SECONDS[leader.kind];
  if (seconds === undefined || leader.record.boot !== stall.record.boot) return false;
  if (leader.kind === "warning" && OF_A_STALL.test(leader.record.text)) return false;
  if (leader.kind === "device-held" && stall.kind !== "hung-task") return false;
  const between = secondsBetween(leader.record, stall.record);
  return between === null || between - (stall.seconds ?? 0) <= seconds;
}

/**
 * Expedited grace periods that some kernels (CONFIG_RCU_EXP_CPU_STALL_TIMEOUT=20) report after 20 ms: a second of HZ=100
 * has 100 ticks, so fewer are less than a second anywhere.
 */
const isBrief = ({ kind, jiffies }: Report): boolean =>
  kind === "rcu-stall" && jiffies !== null && jiffies < 100;

function isSoon(earlier: Report, later: Report): boolean {
  const between = secondsBetween(earlier.record, later.record);
  const seconds = later.kind === "hung-task" ? HUNG_AFTER_SECONDS : ONE_EPISODE_SECONDS;
  return earlier.record.boot === later.record.boot && (between === null || between <= seconds);
}

/** Of each kind the first in its boot and the newest: one of them explains a stall if any does. */
class Leaders {
  readonly #byKind = new Map<string, { first: Report; last: Report }>();

  add(report: Report): void {
    const key = `${report.kind} ${report.record.boot}`;
    const first = this.#byKind.get(key)?.first ?? report;
    this.#byKind.set(key, { first, last: report });
  }

  of(stall: Report): Report | null {
    const known = [...this.#byKind.values()].flatMap(({ first, last }) => [first, last]);
    return known.find((leader) => explains(leader, stall)) ?? null;
  }
}

interface Draft extends Episode {
  readonly reports: [Report, ...Report[]];
}

/** What one log tells, each stall told apart from what it follows from. */
export function hear(view: KernelLogView): Heard {
  const others = new Map<ProblemKind, Report[]>();
  const episodes: Draft[] = [];
  const consequences: Consequence[] = [];
  const leaders = new Leaders();
  for (const report of findReports(view.log.records)) {
    const { kind, record } = report;
    if (isBrief(report)) continue;
    if (!isStall(kind)) {
      const same = others.get(kind);
      if (same) same.push(report);
      else others.set(kind, [report]);
      leaders.add(report);
      continue;
    }
    const current = episodes.at(-1);
    const leader = leaders.of(report);
    if (current && isSoon(current.reports.at(-1) ?? report, report)) current.reports.push(report);
    else if (leader) consequences.push({ view, stall: report, leader });
    else
      episodes.push({
        cause: kind,
        view,
        reports: [report],
        isOfThisBoot: isOfLastBoot(view, record),
      });
  }
  return { view, episodes, consequences, others };
}
