import type { Note } from "#contract/fact.ts";
import { type Found, isBanner, type KernelLog, LONGEST_TEXT, numberBoots } from "./record.ts";

const CALLER = /,caller=([TC]\d{1,10})(?:,|;)/;
const ZERO = 48;
const NINE = 57;
const COMMA = 44;
const PLUS = 43;
const SEMICOLON = 59;

/** The header of one record after the other: thousands of them make no garbage. */
class Header {
  readonly #log: string;
  #at = 0;
  priority = 0;
  sequence = 0;
  microseconds = 0;
  isContinuation = false;
  caller: string | null = null;
  /** Where the text begins. */
  text = 0;

  constructor(log: string) {
    this.#log = log;
  }

  /** Reads the header of the line between two places. @returns false if there is none. */
  read(at: number, end: number): boolean {
    this.#at = at;
    this.priority = this.#number(10);
    this.sequence = this.#number(16);
    this.microseconds = this.#number(16);
    return this.priority >= 0 && this.sequence >= 0 && this.microseconds >= 0 && this.#flags(end);
  }

  /** So many digits and a comma; -1 if something else is there. */
  #number(digits: number): number {
    const log = this.#log;
    const begin = this.#at;
    let value = 0;
    let at = begin;
    for (; at < begin + digits; at++) {
      const code = log.charCodeAt(at);
      if (!(code >= ZERO && code <= NINE)) break;
      value = value * 10 + code - ZERO;
    }
    this.#at = at + 1;
    return at > begin && log.charCodeAt(at) === COMMA ? value : -1;
  }

  /** Flags, then `name=value` words, up to the semicolon. */
  #flags(end: number): boolean {
    const log = this.#log;
    const begin = this.#at;
    this.isContinuation = false;
    let at = begin;
    let hasMore = false;
    for (; at < end; at++) {
      const code = log.charCodeAt(at);
      if (code === SEMICOLON) break;
      if (code === COMMA) hasMore = true;
      else if (code === PLUS && !hasMore) this.isContinuation = true;
    }
    if (at === end) return false;
    this.text = at + 1;
    this.caller = hasMore ? (CALLER.exec(log.slice(begin, at + 1))?.[1] ?? null) : null;
    return true;
  }
}

/** `\x1b` as the byte it was: unprintable bytes and the backslash are written so. */
const unescape = (text: string): string =>
  text.includes("\\x")
    ? text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;

/** Puts records together, and counts what the ring lost between them. */
class Assembly {
  readonly records: Found[] = [];
  lost = 0;
  /** Sequence number of the first record. */
  first: number | null = null;
  #next = 0;
  /** Whether the record before was the kernel's: what a process wrote is not continued. */
  #isOurs = false;

  add(
    { priority, sequence, microseconds, isContinuation, caller }: Header,
    text: string,
    line: number,
  ): void {
    if (this.first === null) this.first = sequence;
    else if (sequence > this.#next) this.lost += sequence - this.#next;
    this.#next = sequence + 1;
    const last = isContinuation && this.#isOurs ? this.records.at(-1) : undefined;
    this.#isOurs = priority < 8;
    if (!this.#isOurs) return;
    if (last) last.text += text;
    else {
      const uptime = microseconds / 1e6;
      this.records.push({ line, uptime, wall: null, level: priority & 7, caller, text, boot: 0 });
    }
  }
}

/** Ours, in characters: few rings are larger. Of one that is, the end is read, and lines are counted from there. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Records in the format of /dev/kmsg, as one read after the other gives them:
 * `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,caller=T123];TEXT`, then ` KEY=value` lines that belong to the record.
 *
 * The priority holds a facility: what processes write into /dev/kmsg has another one than the kernel's 0, and cannot
 * pass for the kernel's. Flag `c` begins a line that records with `+` continue. A gap in the sequence is what the ring lost.
 *
 * @see linux Documentation/ABI/testing/dev-kmsg
 */
export function parseKmsg(text: string, note: Note): KernelLog {
  const assembly = new Assembly();
  const header = new Header(text);
  const skipped = text.length > LARGEST ? text.indexOf("\n", text.length - LARGEST) + 1 : 0;
  for (let at = skipped, line = 1; at < text.length; line++) {
    const next = text.indexOf("\n", at);
    const end = next === -1 ? text.length : next;
    if (header.read(at, end)) assembly.add(header, text.slice(header.text, end), line);
    else if (end > at && !(text[at] === " " && assembly.first !== null))
      note({ line, text: text.slice(at, Math.min(end, at + 80)) });
    at = end + 1;
  }
  const { records, lost, first } = assembly;
  for (const record of records) record.text = unescape(record.text).slice(0, LONGEST_TEXT);
  const isFirst = first === 0 || isBanner(records[0]?.text ?? "");
  return { records: numberBoots(records), isWhole: lost === 0 && isFirst, lost, isZoned: false };
}
