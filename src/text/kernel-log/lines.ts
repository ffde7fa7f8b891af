import {
  droppedBefore,
  type Found,
  isBanner,
  type KernelLog,
  LONGEST_TEXT,
  numberBoots,
} from "./record.ts";
import { isJournalExport, parseJournalExport, parseJournalJson } from "./journal.ts";
import { KernelSieve } from "./sift.ts";
import { parseStamp } from "./stamp.ts";

/** `kern  :warn  : ` of `dmesg -x`: facility and level. */
const DECODED =
  /^(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(\w+) *: /;
const LEVELS = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];
/** `web-1 kernel: `, with what busybox syslogd puts between; journald's own monotonic form has the same after the time. */
const KERNEL_TAG = /^(?:\S{1,255} )?(?:\w{1,10}\.\w{1,10} )?kernel(?:\[\d+\])?: ?/;
/** `[ 1234.567890][  T123] `: when, and who (CONFIG_PRINTK_CALLER). Newer dmesg puts a blank between. */
const PRINTK = /\[ {0,11}(\d{1,12}\.\d{6})\](?: ?\[ {0,10}([TC]\d{1,10})\])? ?/;
/** `[  +0.000123] ` and `[Nov23 10:00] ` of `dmesg -H`: no time that could be placed. */
const HUMAN = /^\[(?: *\+\d+\.\d+|[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d)\] ?/;
const RESTART = /^-- (?:Reboot|Boot [0-9a-f]{32}) --$/;
/** Lines that are looked at to learn who wrote a log. */
const LOOKED_AT = 200;

interface Envelope {
  readonly wall: number | null;
  readonly isZoned: boolean;
  readonly level: number | null;
  /** Null: a program's line, not the kernel's. */
  readonly rest: string | null;
  /** A syslog daemon or the journal wrote it: it names its sender. */
  readonly isAddressed: boolean;
}

function priorityOf(line: string): { level: number | null; isKernel: boolean; rest: string } {
  const raw = /^<(\d{1,3})>/.exec(line);
  if (raw) {
    const value = Number(raw[1]);
    return { level: value & 7, isKernel: value >> 3 === 0, rest: line.slice(raw[0].length) };
  }
  const decoded = DECODED.exec(line);
  if (!decoded) return { level: null, isKernel: true, rest: line };
  const [all, facility, level = ""] = decoded;
  const place = LEVELS.indexOf(level);
  return {
    level: place < 0 ? null : place,
    isKernel: facility === "kern",
    rest: line.slice(all.length),
  };
}

/** What a log daemon, dmesg or the console wrote around the kernel's own line. */
function openEnvelope(line: string): Envelope {
  const { level, isKernel, rest } = priorityOf(line);
  const none = { wall: null, isZoned: false, level, isAddressed: false };
  if (!isKernel) return { ...none, rest: null };
  const stamp = parseStamp(rest);
  if (!stamp) {
    const human = HUMAN.exec(rest);
    return { ...none, rest: human ? rest.slice(human[0].length) : rest };
  }
  const { wall, isZoned } = stamp;
  const inner = rest.slice(stamp.length);
  const isDmesg = rest.startsWith("[") || /^\S+,\d+/.test(rest);
  if (isDmesg) return { ...none, wall, isZoned, rest: inner };
  const tag = KERNEL_TAG.exec(inner);
  return {
    wall,
    isZoned,
    level,
    rest: tag ? inner.slice(tag[0].length) : null,
    isAddressed: true,
  };
}

/** The kernel's lines in one line of a log: a console mixes processes' output in, and runs lines into each other. */
function splitPrintk(
  rest: string,
): { uptime: number | null; caller: string | null; text: string }[] {
  const parts = rest.split(PRINTK);
  const [before = ""] = parts;
  const found = [];
  if (parts.length === 1 || droppedBefore(before) > 0)
    found.push({ uptime: null, caller: null, text: before });
  for (let at = 1; at + 2 < parts.length; at += 3) {
    const text = (parts[at + 2] ?? "").replace(KERNEL_TAG_MONOTONIC, "");
    found.push({ uptime: Number(parts[at]), caller: parts[at + 1] ?? null, text });
  }
  return found;
}

/** `journalctl -o short-monotonic`: the sender stands after the time. */
const KERNEL_TAG_MONOTONIC = /^(?:\S{1,255} )?kernel: /;

/** What syslog daemons write for control characters: `#011` is a tab. */
const unescapeSyslog = (text: string): string => text.replaceAll("#011", "\t");

const trim = (text: string): string => text.slice(0, LONGEST_TEXT).replace(/\s+$/, "");

interface Source {
  /** A daemon wrote it: what is not addressed by the kernel is a program's. */
  readonly isAddressed: boolean;
  /** `journalctl -o short-monotonic`: the same, with the sender after the time. */
  readonly isMonotonic: boolean;
}

const MONOTONIC = /^\[ *\d+\.\d{6}\] \S{1,255} kernel: /;

function sourceOf(rows: readonly NumberedRow[]): Source {
  const looked = rows.slice(0, LOOKED_AT).filter(({ text }) => text.trim() !== "");
  const addressed = looked.filter(({ text }) => openEnvelope(text).isAddressed).length;
  return {
    isAddressed: addressed * 2 > looked.length,
    isMonotonic: looked.some(({ text }) => MONOTONIC.test(text)),
  };
}

/** One line of a source, and which it is there (1-based). */
export interface NumberedRow {
  readonly line: number;
  readonly text: string;
}

interface Parsed {
  readonly found: readonly Found[];
  readonly isZoned: boolean;
}

function parseRow({ text: row, line }: NumberedRow, source: Source): Parsed {
  const { rest, wall, level, isZoned, isAddressed } = openEnvelope(row);
  const isOther = source.isMonotonic
    ? !MONOTONIC.test(row)
    : source.isAddressed && !isAddressed && !/^\[ *\d+\.\d{6}\]/.test(row);
  if (rest === null || isOther) return { found: [], isZoned };
  const found = splitPrintk(isAddressed ? unescapeSyslog(rest) : rest).map(
    ({ uptime, caller, text }) => ({
      line,
      uptime,
      wall,
      level,
      caller,
      text: trim(text),
      boot: 0,
    }),
  );
  return { found, isZoned };
}

/** Local times without a year: where they fall back by months, a year began. */
function unrollYears(found: readonly Found[]): readonly Found[] {
  const HALF_YEAR = 183 * 86_400_000;
  let offset = 0;
  let last: number | null = null;
  return found.map((record) => {
    if (record.wall === null || record.wall >= Date.UTC(2002)) return record;
    if (last !== null && record.wall + offset < last - HALF_YEAR) offset += 366 * 86_400_000;
    last = record.wall + offset;
    return { ...record, wall: last };
  });
}

/** What a log without sequence numbers tells of itself. */
function logOf(
  found: readonly Found[],
  restarts: ReadonlySet<number>,
  isZoned: boolean,
): KernelLog {
  const records = numberBoots(unrollYears(found), restarts);
  const last = records.at(-1)?.boot;
  const current = records.filter(({ boot }) => boot === last);
  const lost = current.reduce((sum, { text }) => sum + droppedBefore(text), 0);
  const isWhole = lost === 0 && current.slice(0, 3).some(({ text }) => isBanner(text));
  return { records, isWhole, lost, isZoned };
}

/** Ours: several records that ran into each other are shorter. */
const LONGEST_ROW = 16 * 1024;
/** Ours, in characters: larger than a ring is in earnest. Of what is larger only the lines near reports are kept. */
const LARGE = 16 * 1024 * 1024;
const PIECE = 1024 * 1024;

function sift(text: string): readonly NumberedRow[] {
  const sieve = new KernelSieve((row) => row);
  for (let at = 0; at < text.length; at += PIECE) sieve.add(text.slice(at, at + PIECE));
  return sieve.end().rows;
}

function cutRow(text: string): string {
  const row = text.length > LONGEST_ROW ? text.slice(0, LONGEST_ROW) : text;
  return row.endsWith("\r") ? row.slice(0, -1) : row;
}

/** Lines of a kernel log, all of them or some. @see parseKernelLines */
export function parseKernelRows(rows: readonly NumberedRow[]): KernelLog {
  const source = sourceOf(rows);
  const restarts = new Set<number>();
  const found: Found[] = [];
  let isZoned = false;
  for (const { line, text } of rows) {
    const row = cutRow(text);
    if (RESTART.test(row)) restarts.add(line + 1);
    // What journalctl says itself: where the journal begins, that there are no entries.
    if (/^-- .* --$/.test(row)) continue;
    const json = row.startsWith('{"') ? parseJournalJson(row, line) : null;
    if (json) found.push(json);
    const parsed = json || row === "" ? null : parseRow({ line, text: row }, source);
    for (const one of parsed?.found ?? []) found.push(one);
    isZoned ||= json !== null || parsed?.isZoned === true;
  }
  return logOf(found, restarts, isZoned);
}

/**
 * A kernel log as text: `dmesg` with any of its options, a console's output, files of syslog daemons, `journalctl` in any
 * of its forms. Each line says for itself what it is; lines of other programs are left out where the log names senders.
 *
 * @see dmesg(1), journalctl(1), RFC 3164 section 4, linux kernel/printk/printk.c print_prefix()
 */
export function parseKernelLines(text: string): KernelLog {
  if (isJournalExport(text)) return logOf(...parseJournalExport(text));
  if (text.length > LARGE) return parseKernelRows(sift(text));
  return parseKernelRows(text.split("\n").map((row, index) => ({ line: index + 1, text: row })));
}
