import {
  SKETCH,
  SKETCH_COLUMNS,
  SKETCH_FIRST_WIDTH,
  SKETCH_MASK_WORDS,
  SKETCH_MASKS,
  SKETCH_WIDTH,
} from "./row-layout.ts";
import type { Rows } from "./rows.ts";

/** What was seen in one column of time, as bits. */
export const SENT = 1;
export const SENT_AGAIN = 2;
export const SHUT = 4;

/** The course of one direction, as it was drawn. */
export interface Sketch {
  /** Nanoseconds that a column stands for. */
  readonly width: number;
  /** New bytes sent by then; 0 in a column in which nothing was sent. */
  readonly bytes: number[];
  readonly marks: number[];
}

/**
 * Draws the course of a direction in a fixed number of columns: how many new bytes were sent by then, and what was seen.
 * When time runs over the last column, two become one.
 *
 * @param at where the direction begins. @param time since the connection began. @param bytes that were sent by then.
 */
// oxlint-disable-next-line max-params -- called for each column of each flow: a record of the five would be made each time
export function put(rows: Rows, at: number, time: number, mark: number, bytes: number): void {
  const { words, doubles } = rows;
  const place = (at + SKETCH_WIDTH) >> 1;
  let width = doubles[place] ?? 0;
  if (width === 0) doubles[place] = width = SKETCH_FIRST_WIDTH;
  if (time >= width * SKETCH_COLUMNS) {
    widen(rows, at, time);
    width = doubles[place] ?? 0;
  }
  const column = Math.floor(time / width);
  if (column < 0) return;
  const sent = at + SKETCH + column;
  if (bytes > (words[sent] ?? 0)) words[sent] = bytes;
  const mask = at + maskOf(mark, column);
  words[mask] = (words[mask] ?? 0) | (1 << (column & 31));
}

/** When the column ends in which `time` is. */
export function columnEnd({ doubles }: Rows, at: number, time: number): number {
  const width = doubles[(at + SKETCH_WIDTH) >> 1] || SKETCH_FIRST_WIDTH;
  return (Math.floor(time / width) + 1) * width;
}

/** @returns null where nothing was drawn. */
export function read({ words, doubles }: Rows, at: number): Sketch | null {
  const width = doubles[(at + SKETCH_WIDTH) >> 1] ?? 0;
  if (width === 0) return null;
  const columns = Array.from({ length: SKETCH_COLUMNS }, (_, column) => column);
  const bitOf = (mark: number, column: number): number =>
    (((words[at + maskOf(mark, column)] ?? 0) >>> (column & 31)) & 1) * mark;
  return {
    width,
    bytes: columns.map((column) => words[at + SKETCH + column] ?? 0),
    marks: columns.map(
      (column) => bitOf(SENT, column) | bitOf(SENT_AGAIN, column) | bitOf(SHUT, column),
    ),
  };
}

/** Makes columns so many times wider, a power of two, that a time is inside. */
export function widen(rows: Rows, at: number, time: number): void {
  const { words, doubles } = rows;
  const place = (at + SKETCH_WIDTH) >> 1;
  let shift = 1;
  while (time >= (doubles[place] ?? 0) * SKETCH_COLUMNS * 2 ** shift) shift++;
  doubles[place] = (doubles[place] ?? 0) * 2 ** shift;
  const columns = at + SKETCH;
  for (let column = 1; column < SKETCH_COLUMNS; column++) {
    // What moves to the left finds the columns there read.
    const sent = words[columns + column] ?? 0;
    words[columns + column] = 0;
    const target = columns + (column >> shift);
    if (sent > (words[target] ?? 0)) words[target] = sent;
  }
  for (let mask = SKETCH_MASKS; mask < SKETCH_WIDTH; mask += SKETCH_MASK_WORDS)
    narrow(words, at + mask, shift);
}

/** Moves the bits of a mask together. */
function narrow(words: Int32Array, mask: number, shift: number): void {
  const [low, high] = [words[mask] ?? 0, words[mask + 1] ?? 0];
  words[mask] = 0;
  words[mask + 1] = 0;
  for (let column = 0; column < SKETCH_COLUMNS; column++) {
    if ((((column < 32 ? low : high) >>> (column & 31)) & 1) === 0) continue;
    const target = column >> shift;
    words[mask + (target >> 5)] = (words[mask + (target >> 5)] ?? 0) | (1 << (target & 31));
  }
}

/** The word of a column's bit; marks are 1, 2 and 4. */
const maskOf = (mark: number, column: number): number =>
  SKETCH_MASKS + (mark >> 1) * SKETCH_MASK_WORDS + (column >> 5);
