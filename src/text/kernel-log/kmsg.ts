import type { Note } from "#contract/fact.ts";
import { type Found, isBanner, type KernelLog, LONGEST_TEXT, numberBoots } from "./record.ts";

interface Header {
  readonly priority: number;
  readonly sequence: number;
  readonly microseconds: number;
  readonly flags: string;
  readonly caller: string | null;
  readonly text: string;
}

const HEADER = /^(\d{1,10}),(\d{1,16}),(\d{1,16}),([^,;]*)((?:,[^;,]*)*);(.*)$/s;

function parseHeader(line: string): Header | null {
  const match = HEADER.exec(line);
  if (!match) return null;
  const [, priority, sequence, microseconds, flags = "", more = "", text = ""] = match;
  return {
    priority: Number(priority),
    sequence: Number(sequence),
    microseconds: Number(microseconds),
    flags,
    caller: /,caller=([TC]\d{1,10})(?:,|$)/.exec(more)?.[1] ?? null,
    text,
  };
}

/** `\x1b` as the byte it was: unprintable bytes and the backslash are written so. */
const unescape = (text: string): string =>
  text.includes("\\x")
    ? text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;

interface Draft {
  readonly line: number;
  readonly header: Header;
  text: string;
}

/** Puts records together, and counts what the ring lost between them. */
class Assembly {
  readonly drafts: Draft[] = [];
  lost = 0;
  first: Header | null = null;
  #next: number | null = null;
  /** Whether the record before was the kernel's: what a process wrote is not continued. */
  #isOurs = false;

  add(header: Header, line: number): void {
    this.first ??= header;
    if (this.#next !== null && header.sequence > this.#next)
      this.lost += header.sequence - this.#next;
    this.#next = header.sequence + 1;
    const last = header.flags.includes("+") && this.#isOurs ? this.drafts.at(-1) : undefined;
    this.#isOurs = header.priority >> 3 === 0;
    if (!this.#isOurs) return;
    if (last) last.text += header.text;
    else this.drafts.push({ line, header, text: header.text });
  }
}

/** Ours, in characters: few rings are larger. Of one that is, the end is read, and lines are counted from there. */
const LARGEST = 16 * 1024 * 1024;

const foundIn = ({ line, header, text }: Draft): Found => ({
  line,
  uptime: header.microseconds / 1e6,
  wall: null,
  level: header.priority & 7,
  caller: header.caller,
  text: unescape(text).slice(0, LONGEST_TEXT),
});

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
  const skipped = text.length > LARGEST ? text.indexOf("\n", text.length - LARGEST) + 1 : 0;
  for (const [index, row] of text.slice(skipped).split("\n").entries()) {
    if (row === "" || (row.startsWith(" ") && assembly.first)) continue;
    const header = parseHeader(row);
    if (header) assembly.add(header, index + 1);
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  const { drafts, lost, first } = assembly;
  const records = numberBoots(drafts.map(foundIn));
  const isFirst = first?.sequence === 0 || isBanner(records[0]?.text ?? "");
  return { records, isWhole: lost === 0 && isFirst, lost, isZoned: false };
}
