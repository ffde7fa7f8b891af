import type { NumberedRow } from "./lines.ts";
import { ANCHOR_EXPRESSION } from "./patterns.ts";
import { SIGN_EXPRESSION } from "./signs.ts";

/** What a log of any size is cut down to: the lines that matter, and where it begins and ends. */
export interface Sifted {
  /** In the order of the log, each once. */
  readonly rows: readonly NumberedRow[];
  /** Lines of the whole. */
  readonly lines: number;
  readonly bytes: number;
  /** Lines that mattered and were left out, from the middle: there were too many. */
  readonly left: number;
}

/** A report and what is printed between its lines. The longest reports, backtraces of all CPUs, are cut. */
const ROWS_AFTER = 240;
/** Printed before a report begins, to learn the form of the log. */
const ROWS_FIRST = 20;
const MOST_FIRST_ROWS = 20_000;
const MOST_LAST_ROWS = 40_000;
/** Longer lines are no log's: what follows is passed over up to the next line break. */
const LONGEST_ROW = 64 * 1024;

/** A daemon's line that does not name the kernel as its sender. */
const OF_OTHERS =
  /^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\dT)(?!.{0,320}\bkernel\b)/;
const HEADS = new RegExp(ANCHOR_EXPRESSION);

/** How many lines from this one on are kept for its sake. */
function rowsFrom(row: string): number {
  if (OF_OTHERS.test(row)) return 0;
  return HEADS.test(row) ? ROWS_AFTER : 1;
}

const WANTED = new RegExp(
  `${ANCHOR_EXPRESSION}|${SIGN_EXPRESSION}|Linux version |-- Reboot --|-- Boot `,
  "g",
);

function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1))
    count++;
  return count;
}

/**
 * Keeps of a log that is read piece by piece what {@link parseKernelRows} needs to find every report in it: one search by
 * piece, and lines are cut out only near what it finds. Memory is bounded whatever the log holds.
 *
 * Pieces may be cut anywhere. They may be bytes decoded as Latin-1, which is cheap: no anchor is beyond ASCII. What is kept
 * then goes through `decode`, which must make a string of its own: a part of a piece would keep the whole piece alive.
 */
export class KernelSieve {
  readonly #decode: (row: string) => string;
  #rest = "";
  #line = 1;
  #bytes = 0;
  #wantedAfter = ROWS_FIRST;
  #first: NumberedRow[] = [];
  #last: NumberedRow[] = [];
  #left = 0;
  #final: NumberedRow | null = null;

  constructor(decode: (row: string) => string) {
    this.#decode = decode;
  }

  add(piece: string): void {
    this.#bytes += piece.length;
    const text = this.#rest + piece;
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    if (this.#rest.length > LONGEST_ROW) this.#rest = this.#rest.slice(0, LONGEST_ROW);
    if (end > 0) this.#search(text, end);
  }

  end(): Sifted {
    if (this.#rest !== "") this.#search(`${this.#rest}\n`, this.#rest.length + 1);
    this.#rest = "";
    const rows = [...this.#first, ...this.#last];
    const final = this.#final;
    if (final && (rows.at(-1)?.line ?? 0) < final.line) rows.push(final);
    return { rows, lines: this.#line - 1, bytes: this.#bytes, left: this.#left };
  }

  /** Whole lines, up to `end`. */
  #search(text: string, end: number): void {
    let at = 0;
    while (at < end) {
      at = this.#take(text, at, end);
      if (at >= end) break;
      WANTED.lastIndex = at;
      const hit = WANTED.exec(text);
      const found = hit && hit.index < end ? hit.index : end;
      const start = found === end ? end : text.lastIndexOf("\n", found) + 1;
      this.#line += countBreaks(text, at, start);
      if (start > at) this.#remember(text, start);
      at = start;
      if (found < end) at = this.#consider(text, at, end);
    }
  }

  /** Whether a line that holds a searched word is wanted. @returns where to go on: here, or behind it. */
  #consider(text: string, at: number, end: number): number {
    const next = text.indexOf("\n", at) + 1;
    this.#wantedAfter = rowsFrom(text.slice(at, Math.min(next, at + LONGEST_ROW)));
    if (this.#wantedAfter > 0) return at;
    this.#line++;
    this.#remember(text, Math.min(next, end));
    return next;
  }

  /** The last line that was passed over: where the log ends. */
  #remember(text: string, end: number): void {
    const start = text.lastIndexOf("\n", end - 2) + 1;
    const row = text.slice(start, Math.min(end - 1, start + LONGEST_ROW));
    this.#final = { line: this.#line - 1, text: this.#decode(row) };
  }

  /** Lines near a find. @returns where the next one begins. */
  #take(text: string, from: number, end: number): number {
    let at = from;
    while (this.#wantedAfter > 0 && at < end) {
      const next = text.indexOf("\n", at);
      const row = text.slice(at, Math.min(next, at + LONGEST_ROW));
      this.#keep({ line: this.#line, text: this.#decode(row) });
      this.#line++;
      this.#wantedAfter--;
      if (HEADS.test(row)) this.#wantedAfter = Math.max(this.#wantedAfter, rowsFrom(row));
      at = next + 1;
    }
    return at;
  }

  #keep(row: NumberedRow): void {
    if (this.#first.length < MOST_FIRST_ROWS) this.#first.push(row);
    else this.#last.push(row);
    if (this.#last.length >= 2 * MOST_LAST_ROWS) {
      this.#left += this.#last.length - MOST_LAST_ROWS;
      this.#last = this.#last.slice(-MOST_LAST_ROWS);
    }
  }
}
