/** Columns of a drawing. */
const COLUMNS = 60;
const FIRST_WIDTH_NANOSECONDS = 1_000_000;

/** What was seen in one column of time, as bits. */
export const SENT = 1;
export const SENT_AGAIN = 2;
export const SHUT = 4;

/** Words of one drawing: the bytes of each column, then for each bit above one bit a column, then the width, a double. */
const MARKS = COLUMNS;
const MASK_WORDS = 2;
const WIDTH = MARKS + 3 * MASK_WORDS;
const WORDS = WIDTH + 2;

/** The course of one direction, as it was drawn. */
export interface Sketch {
  /** Nanoseconds that a column stands for. */
  readonly width: number;
  /** New bytes sent by then; 0 in a column in which nothing was sent. */
  readonly bytes: number[];
  readonly marks: number[];
}

/**
 * Drawings of all directions in one array, for the reason that `rows.ts` tells: the course of each in a fixed number of
 * columns, how many new bytes were sent by then, and what was seen. When time runs over the last column, two become
 * one. Drawings are counted from 0; one that nothing was put into is not there.
 */
export class Sketches {
  private words: Int32Array;
  private doubles: Float64Array;

  constructor(drawings: number) {
    this.words = new Int32Array(drawings * WORDS);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** @param time since the connection began. @param bytes that were sent by then. */
  // oxlint-disable-next-line max-params -- called for each column of each flow: a record of the four would be made each time
  put(drawing: number, time: number, mark: number, bytes: number): void {
    const { words, doubles } = this;
    const at = drawing * WORDS;
    const place = (at + WIDTH) >> 1;
    let width = doubles[place] ?? 0;
    if (width === 0) doubles[place] = width = FIRST_WIDTH_NANOSECONDS;
    if (time >= width * COLUMNS) {
      this.widen(at, time);
      width = doubles[place] ?? 0;
    }
    const column = Math.floor(time / width);
    if (column < 0) return;
    if (bytes > (words[at + column] ?? 0)) words[at + column] = bytes;
    const mask = at + maskOf(mark, column);
    words[mask] = (words[mask] ?? 0) | (1 << (column & 31));
  }

  /** When the column ends in which `time` is. */
  columnEnd(drawing: number, time: number): number {
    const width = this.doubles[(drawing * WORDS + WIDTH) >> 1] || FIRST_WIDTH_NANOSECONDS;
    return (Math.floor(time / width) + 1) * width;
  }

  /** @returns null for a drawing that is not there. */
  read(drawing: number): Sketch | null {
    const { words, doubles } = this;
    const at = drawing * WORDS;
    const width = doubles[(at + WIDTH) >> 1] ?? 0;
    if (width === 0) return null;
    const columns = Array.from({ length: COLUMNS }, (_, column) => column);
    const bitOf = (mark: number, column: number): number =>
      (((words[at + maskOf(mark, column)] ?? 0) >>> (column & 31)) & 1) * mark;
    return {
      width,
      bytes: columns.map((column) => words[at + column] ?? 0),
      marks: columns.map(
        (column) => bitOf(SENT, column) | bitOf(SENT_AGAIN, column) | bitOf(SHUT, column),
      ),
    };
  }

  /** Makes so many drawings as if nothing was put into them. */
  clear(drawing: number, count: number): void {
    this.words.fill(0, drawing * WORDS, (drawing + count) * WORDS);
  }

  /** Copies of so many drawings. */
  copy(drawing: number, count: number): Sketches {
    const copy = new Sketches(count);
    copy.words.set(this.words.subarray(drawing * WORDS, (drawing + count) * WORDS));
    return copy;
  }

  /** Makes room for twice as many. */
  grow(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
    this.doubles = new Float64Array(larger.buffer);
  }

  /** Makes columns so many times wider, a power of two, that a time is inside. */
  private widen(at: number, time: number): void {
    const { words, doubles } = this;
    const place = (at + WIDTH) >> 1;
    let shift = 1;
    while (time >= (doubles[place] ?? 0) * COLUMNS * 2 ** shift) shift++;
    doubles[place] = (doubles[place] ?? 0) * 2 ** shift;
    for (let column = 1; column < COLUMNS; column++) {
      // What moves to the left finds the columns there read.
      const sent = words[at + column] ?? 0;
      words[at + column] = 0;
      const target = at + (column >> shift);
      if (sent > (words[target] ?? 0)) words[target] = sent;
    }
    for (let mask = at + MARKS; mask < at + WIDTH; mask += MASK_WORDS) this.narrow(mask, shift);
  }

  /** Moves the bits of a mask together. */
  private narrow(mask: number, shift: number): void {
    const { words } = this;
    const [low, high] = [words[mask] ?? 0, words[mask + 1] ?? 0];
    words[mask] = 0;
    words[mask + 1] = 0;
    for (let column = 0; column < COLUMNS; column++) {
      if ((((column < 32 ? low : high) >>> (column & 31)) & 1) === 0) continue;
      const target = column >> shift;
      words[mask + (target >> 5)] = (words[mask + (target >> 5)] ?? 0) | (1 << (target & 31));
    }
  }
}

/** The word of a column's bit; marks are 1, 2 and 4. */
const maskOf = (mark: number, column: number): number =>
  MARKS + (mark >> 1) * MASK_WORDS + (column >> 5);
