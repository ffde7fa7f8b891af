import { OUT_OF_ORDER, RETRANSMISSION, SEEN_TWICE } from "./terms.ts";

/** Columns of a drawing. */
const COLUMNS = 60;
const FIRST_WIDTH_NANOSECONDS = 1_000_000;

/** What was seen in one column of time, as bits. */
const SENT = 1;
const SENT_AGAIN = 2;
const SHUT = 4;

/**
 * The course of one direction in a fixed number of columns: how many new bytes were sent by then, and what was seen.
 * When time runs over the last column, two become one.
 */
export class Sketch {
  /** Nanoseconds that a column stands for. */
  width = FIRST_WIDTH_NANOSECONDS;
  readonly bytes = new Float64Array(COLUMNS);
  readonly marks = new Uint8Array(COLUMNS);

  /** @param time since the connection began. */
  add(time: number, bytes: number, terms: number): void {
    const isAgain = (terms & (RETRANSMISSION | OUT_OF_ORDER)) !== 0 && (terms & SEEN_TWICE) === 0;
    this.mark(time, isAgain ? SENT_AGAIN : SENT, bytes);
  }

  shut(time: number): void {
    this.mark(time, SHUT, 0);
  }

  /** When the column ends in which `time` is. */
  columnEnd(time: number): number {
    return (Math.floor(time / this.width) + 1) * this.width;
  }

  private mark(time: number, mark: number, bytes: number): void {
    let column = Math.floor(time / this.width);
    if (column >= COLUMNS) {
      this.widen(time);
      column = Math.floor(time / this.width);
    }
    if (column < 0) return;
    this.marks[column] = (this.marks[column] ?? 0) | mark;
    if (bytes > (this.bytes[column] ?? 0)) this.bytes[column] = bytes;
  }

  /** Makes columns so many times wider, a power of two, that a time is inside. */
  private widen(time: number): void {
    const { marks, bytes } = this;
    let factor = 2;
    while (Math.floor(time / (this.width * factor)) >= COLUMNS) factor *= 2;
    this.width *= factor;
    for (let column = 0; column < COLUMNS; column++) {
      const [mark, sent] = [marks[column] ?? 0, bytes[column] ?? 0];
      marks[column] = 0;
      bytes[column] = 0;
      const target = Math.floor(column / factor);
      marks[target] = (marks[target] ?? 0) | mark;
      bytes[target] = Math.max(bytes[target] ?? 0, sent);
    }
  }
}
