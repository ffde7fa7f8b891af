import { headOf, type Head } from "./heads.ts";
import { isStall, type ProblemKind, problemKind } from "./patterns.ts";
import type { KernelRecord } from "./record.ts";
import { type Frame, isInterruptEntry, parseCounter, parseFrame } from "./stack.ts";
import { learn } from "./details.ts";

/** One backtrace of a report, and whose it is. */
export interface Stack {
  cpu: number | null;
  comm: string | null;
  pid: number | null;
  /** The CPU was in a process's own code, which can always be interrupted. */
  isUser: boolean;
  readonly frames: (Frame | "entry")[];
}

/** What a report tells, as it is put together line by line. */
export interface Report {
  readonly kind: ProblemKind;
  readonly record: KernelRecord;
  /** CPUs that did not get on, in the order they are named. */
  readonly cpus: Set<number>;
  comm: string | null;
  pid: number | null;
  /** For how long, as the kernel says. */
  seconds: number | null;
  /** RCU counts in ticks of the kernel's clock (CONFIG_HZ, 100 to 1000 a second). */
  jiffies: number | null;
  readonly stacks: Stack[];
  /** Flags of `Tainted:`; empty when not tainted, null when not told. */
  taint: string | null;
  /** Release of the kernel that printed it. */
  release: string | null;
  /** `Hardware name:`, which tells a virtual machine. */
  hardware: string | null;
  /** Of a hung task: who holds what it waits for, where the kernel knows (6.16 and later). */
  blocker: { readonly comm: string; readonly pid: number; readonly what: string } | null;
  /** RCU's own thread got no CPU for so many ticks. */
  starved: number | null;
  /** The stall ended while it was reported. */
  hasEnded: boolean;
  /** Tasks that block an RCU grace period. */
  readonly blockedTasks: number[];
  /** Lines that were taken for this report. */
  lines: number;
}

/** Longer than any report we know (all CPUs of a large machine have reports of their own). */
const LONGEST_REPORT = 2000;
/** Reports that are still being printed at one time: one by CPU in the worst case, but a hostile log is bounded. */
const MOST_OPEN = 8;
/** Lines of one report come at once; a slow serial console takes its time. */
const LONGEST_PAUSE_SECONDS = 60;

/** More are told by nothing but a flood; then those in the middle are left out. */
const MOST_REPORTS = 8192;

function open(kind: ProblemKind, record: KernelRecord, head: Head): Report {
  const { cpus = [], comm = null, pid = null, seconds = null, jiffies = null } = head;
  return {
    kind,
    record,
    cpus: new Set(cpus),
    comm,
    pid,
    seconds,
    jiffies,
    stacks: [],
    taint: null,
    release: null,
    hardware: null,
    blocker: null,
    starved: null,
    hasEnded: false,
    blockedTasks: [],
    lines: 1,
  };
}

/**
 * Joins records to reports. Feed it every record, or those near a line that begins a report: what belongs to none costs
 * one search. Lines of other messages in between are passed over; where the kernel tells who printed a line, only that
 * task or CPU continues a report.
 */
class ReportJoiner {
  readonly reports: Report[] = [];
  #open: Report[] = [];

  feed(record: KernelRecord): void {
    const kind = problemKind(record.text);
    if (kind !== null && !this.#isRest(kind, record)) this.#begin(kind, record);
    else if (this.#open.length > 0) this.#continue(record);
  }

  /** An oops, a warning and a panic print several lines that could each begin one; a stall's panic is that stall's end. */
  #isRest(kind: ProblemKind, record: KernelRecord): boolean {
    const current = this.#openFor(record);
    if (!current || !isNear(current, record)) return false;
    if (kind === "panic") return true;
    if (isStall(kind)) return record.text.includes("Kernel panic") && current.kind === kind;
    return kind === "oops" && ["oops", "sanitizer", "memory-corruption"].includes(current.kind);
  }

  #begin(kind: ProblemKind, record: KernelRecord): void {
    // Up to 3.x a hard lockup came as a warning of the detector, with the finding in the line after.
    const last = this.reports.at(-1);
    if (
      isStall(kind) &&
      last?.kind === "warning" &&
      last.stacks.length === 0 &&
      isNext(last, record)
    )
      this.reports.pop();
    const report = open(kind, record, headOf(kind, record.text));
    this.#open = [...this.#open.slice(1 - MOST_OPEN), report];
    this.reports.push(report);
    // The first tell what began it, the last how it stands now.
    if (this.reports.length >= MOST_REPORTS)
      this.reports.splice(MOST_REPORTS / 4, MOST_REPORTS / 2);
  }

  #openFor(record: KernelRecord): Report | undefined {
    const told = record.caller;
    const same = this.#open.findLast((report) => report.record.caller === told);
    if (same || told === null) return same ?? this.#open.at(-1);
    // Other CPUs answer a request for their backtraces themselves.
    return told.startsWith("C") ? this.#open.at(-1) : undefined;
  }

  #continue(record: KernelRecord): void {
    const report = this.#byCpu(record) ?? this.#openFor(record);
    if (!report) return;
    if (!isNear(report, record) || report.lines >= LONGEST_REPORT) return;
    report.lines++;
    add(report, record.text);
  }

  /** Two CPUs report at once and nobody tells whose line it is: `CPU: 1 PID: …` does, for what follows. */
  #byCpu({ text, caller }: KernelRecord): Report | null {
    if (caller !== null || this.#open.length < 2 || !text.startsWith("CPU: ")) return null;
    const cpu = Number(/^CPU: (\d{1,5})\b/.exec(text)?.[1] ?? Number.NaN);
    const report = this.#open.findLast(({ cpus, stacks }) => cpus.has(cpu) && stacks.length === 0);
    if (!report) return null;
    this.#open = [...this.#open.filter((other) => other !== report), report];
    return report;
  }
}

/** Lines of others may have come in between. */
const isNext = (report: Report, record: KernelRecord): boolean =>
  isNear(report, record) && record.line - report.record.line <= 8;

function isNear({ record: head }: Report, { uptime, wall, line, boot }: KernelRecord): boolean {
  if (boot !== head.boot || line - head.line > LONGEST_REPORT * 4) return false;
  if (uptime !== null && head.uptime !== null)
    return Math.abs(uptime - head.uptime) <= LONGEST_PAUSE_SECONDS;
  return (
    wall === null ||
    head.wall === null ||
    Math.abs(wall - head.wall) <= LONGEST_PAUSE_SECONDS * 1000
  );
}

function stackFor(report: Report): Stack {
  const last = report.stacks.at(-1);
  if (last) return last;
  const stack: Stack = { cpu: null, comm: null, pid: null, isUser: false, frames: [] };
  report.stacks.push(stack);
  return stack;
}

/** Frames of a backtrace are bounded by the stack's size; those of a broken log are by this. */
const MOST_FRAMES = 256;

/** x86: the code selectors of 64-bit and 32-bit processes. */
const USER_COUNTER = /^[RE]?IP: (?:0033|0023|002b|0073):/;

function add(report: Report, text: string): void {
  const words = text.trimStart();
  const frame = parseCounter(words) ?? parseFrame(text);
  if (frame || isInterruptEntry(words)) {
    const { frames } = stackFor(report);
    if (words.startsWith("</") || words.startsWith("<E") || words.startsWith("--- i"))
      frames.push("entry");
    if (frame && frames.length < MOST_FRAMES) frames.push(frame);
    return;
  }
  if (USER_COUNTER.test(words)) {
    const stack = stackFor(report);
    stack.isUser ||= stack.frames.length === 0;
  }
  learn(report, words);
}

/** All reports of a log, in its order. */
export function findReports(records: Iterable<KernelRecord>): readonly Report[] {
  const joiner = new ReportJoiner();
  for (const record of records) joiner.feed(record);
  return joiner.reports;
}
