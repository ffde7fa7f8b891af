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
  line: number;
  header: Header;
  text: string;
}

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
  const drafts: Draft[] = [];
  let lost = 0;
  let next: number | null = null;
  let first: Header | null = null;
  let isOurs = false;
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "" || (row.startsWith(" ") && first !== null)) continue;
    const header = parseHeader(row);
    if (header === null) {
      note({ line: index + 1, text: row.slice(0, 80) });
      continue;
    }
    first ??= header;
    if (next !== null && header.sequence > next) lost += header.sequence - next;
    next = header.sequence + 1;
    const continues = header.flags.includes("+") && isOurs;
    isOurs = header.priority >> 3 === 0;
    if (!isOurs) continue;
    const last = drafts.at(-1);
    if (continues && last) last.text += header.text;
    else drafts.push({ line: index + 1, header, text: header.text });
  }
  const found: Found[] = drafts.map(({ line, header, text: words }) => ({
    line,
    uptime: header.microseconds / 1e6,
    wall: null,
    level: header.priority & 7,
    caller: header.caller,
    text: unescape(words).slice(0, LONGEST_TEXT),
  }));
  const [record] = found;
  return {
    records: numberBoots(found),
    isWhole: lost === 0 && (first?.sequence === 0 || (record !== undefined && isBanner(record.text))),
    lost,
    isZoned: false,
  };
}
