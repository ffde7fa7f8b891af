import { ROW_WORDS } from "./row-layout.ts";

const FEWEST_ROWS = 4;

/**
 * The part of a flow's state that an ordinary segment changes, as rows of 32-bit words in one array: the words that are
 * used together lie together. With thousands of flows side by side, the time that a segment takes is the number of
 * places in memory that it touches; objects scatter them. What lies where is said in `row-layout.ts`.
 *
 * Rows are taken and given back; the array grows, so `words` and `doubles` are another one then.
 */
export class Rows {
  words: Int32Array;
  doubles: Float64Array;
  private readonly free: number[] = [];
  private taken = 0;
  /** Makes room where they were moved to. */
  private enlarge: (() => void) | null = null;

  constructor(rows = FEWEST_ROWS) {
    this.words = new Int32Array(rows * ROW_WORDS);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** @returns where a row of zeros begins. */
  take(): number {
    const given = this.free.pop();
    if (given !== undefined) {
      this.words.fill(0, given, given + ROW_WORDS);
      return given;
    }
    const at = this.taken++ * ROW_WORDS;
    if (at === this.words.length) this.grow();
    return at;
  }

  give(at: number): void {
    this.free.push(at);
  }

  /** A row of its own, which stays when this one is given back. */
  copy(at: number): Rows {
    const copy = new Rows(1);
    copy.words.set(this.words.subarray(at, at + ROW_WORDS));
    return copy;
  }

  /**
   * Goes on in another array, which somebody else makes larger: `enlarge` moves the rows once more. What was in memory
   * that is no more is there already.
   */
  move(words: Int32Array, enlarge: () => void): void {
    if (this.words.length > 0) words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer, words.byteOffset, words.length >> 1);
    this.enlarge = enlarge;
  }

  /** Which row it is, counted from 0. */
  static indexOf(at: number): number {
    return at / ROW_WORDS;
  }

  private grow(): void {
    if (this.enlarge) {
      this.enlarge();
      return;
    }
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
    this.doubles = new Float64Array(larger.buffer);
  }
}
