import { SENT, Sketches } from "./sketch.ts";

/**
 * The part of a flow's state that an ordinary segment changes, as rows of 32-bit words in one array: the words that are
 * used together lie together. With thousands of flows side by side, the time that a segment takes is the number of
 * places in memory that it touches; objects scatter them.
 *
 * A row is a flow's head (addresses, ports, place in the table), then its two directions. A direction is a head, then
 * the {@link MOST_SLOTS} segments that wait for an acknowledgment, one cache line each. Doubles lie at even words.
 * Numbers of 32 bits are signed in here, be they sequence numbers, which have no order anyway, or numbers of frames.
 */

/** Words of a flow's head. Of the addresses the last word, all of an IPv4 address; the source port is in the upper half. */
export const SOURCE = 0;
export const DESTINATION = 1;
export const PORTS = 2;
export const HASH = 3;
/** The next row of the same bucket; -1 behind the last. */
export const CHAIN = 4;
/** 1 when ordinary segments of the flow may take the lane, see `lane.ts`. */
export const LANE = 5;
/** See `progress.ts`. */
export const PROGRESS_FRAME = 6;
export const PROGRESS_TRIES = 7;
export const IS_LAST_FORWARD = 8;
/** Doubles. */
export const FLOW_FIRST_TIME = 10;
export const FLOW_LAST_TIME = 12;
export const PROGRESS_TIME = 14;

/** Words of a direction's head; what they mean is said in `direction-row.ts`. */
export const NEXT = 0;
export const CONTIGUOUS = 1;
export const LAST_ACK = 2;
export const WINDOW = 3;
export const SHIFT = 4;
export const MSS = 5;
export const MARKS = 6;
export const LAST_TERMS = 7;
export const LAST_EMPTY_SEQUENCE = 8;
export const LAST_EMPTY_ACK = 9;
export const LAST_IDENTIFICATION = 10;
export const LAST_FRAME = 11;
export const SEGMENTS = 12;
export const LARGEST_PAYLOAD = 13;
export const DUPLICATE_ACKS = 14;
/** Of the waiting segments: where the oldest is, and how many there are. */
export const FIRST_SLOT = 15;
export const USED_SLOTS = 16;
export const SUPER_SEGMENTS = 17;
export const LARGEST_DELIVERED = 18;
export const LARGEST_DELIVERED_FRAME = 19;
export const LONGEST_WAIT_FRAME = 20;
export const REDUCED_TO = 21;
/** Sequence number of the next byte of a TLS header; behind `FOLLOWS_TLS`. */
export const TLS_AT = 22;
export const HOPS = 23;
/** Doubles. */
export const NEXT_TIME = 24;
export const LAST_ACK_TIME = 26;
export const LAST_TIME = 28;
export const BYTES = 30;
export const SHORTEST_ROUND_TRIP = 32;
export const LONGEST_ROUND_TRIP = 34;
export const LONGEST_WAIT = 36;
/** When the drawing's column ends that its data has reached; Infinity when there is no drawing. */
export const SKETCH_UNTIL = 38;
export const NEXT_IDENTIFICATION = 40;
export const NEXT_TIMESTAMP = 41;
export const INITIAL = 42;
export const SLOTS = 48;

/** Bits of `MARKS`. */
export const HAS_NEXT = 1;
export const HAS_ACK = 2;
export const IS_GAP_TOLD = 4;
export const IS_WINDOW_UNSCALED = 8;
/** The waiting segments do not all end behind the one before them. */
export const IS_UNSORTED = 16;
export const FOLLOWS_TLS = 32;
/** Whatever this direction sends, it is no TLS that could be followed. */
export const IGNORES_TLS = 64;

export const NEXT_HAS_TIMESTAMP = 128;
/** Its drawing lacks the last segments of the column that it has reached. */
export const IS_SKETCH_BEHIND = 256;
/** Of its lost data, what the peer says next counts. */
export const IS_MISSING = 512;

/** Words of a waiting segment; what they mean is said in `outstanding.ts`. */
export const SLOT_SEQUENCE = 0;
export const SLOT_PAYLOAD = 1;
export const SLOT_TOTAL = 2;
export const SLOT_FIRST_FRAME = 3;
export const SLOT_LAST_FRAME = 4;
export const SLOT_TIMES = 5;
export const SLOT_IDENTIFICATION = 6;
export const SLOT_KIND = 7;
export const SLOT_SACKED = 8;
export const SLOT_SMALLER = 9;
export const SLOT_PART_FRAME = 10;
export const SLOT_PART_PAYLOAD = 11;
/** Doubles. */
export const SLOT_FIRST_TIME = 12;
export const SLOT_LAST_TIME = 14;
export const SLOT_WORDS = 16;

/** Bits of `SLOT_KIND`. */
export const SLOT_IS_VERSION_6 = 1;
export const SLOT_IS_DONT_FRAGMENT = 2;
export const SLOT_IS_SUPER = 4;

/** A power of two. Segments that are remembered of a direction: those that wait longest. A stuck sender needs no more. */
export const MOST_SLOTS = 8;
const DIRECTION_WORDS = SLOTS + MOST_SLOTS * SLOT_WORDS;
/** Where the directions begin in a row. */
export const FORWARD = 16;
export const BACKWARD = FORWARD + DIRECTION_WORDS;
const ROW_WORDS = BACKWARD + DIRECTION_WORDS;

const FEWEST_ROWS = 4;

/** Rows that are taken and given back; the array grows, so `words` and `doubles` are another one then. */
export class Rows {
  words: Int32Array;
  doubles: Float64Array;
  /** Two for each row; null when none is wanted. */
  sketches: Sketches | null;
  private readonly free: number[] = [];
  private taken = 0;

  constructor(rows = FEWEST_ROWS, isSketched = false) {
    this.sketches = isSketched ? new Sketches(rows * 2) : null;
    this.words = new Int32Array(rows * ROW_WORDS);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** @returns where a row of zeros begins. */
  take(): number {
    const given = this.free.pop();
    if (given !== undefined) {
      this.words.fill(0, given, given + ROW_WORDS);
      this.sketches?.clear(sketchOf(given + FORWARD), 2);
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
    copy.sketches = this.sketches?.copy(sketchOf(at + FORWARD), 2) ?? null;
    return copy;
  }

  /** Draws what a direction has sent so far, and begins another column of its drawing. @param at of its flow. */
  beginColumn(at: number, direction: number, time: number): void {
    const { words, doubles, sketches } = this;
    if (sketches === null) return;
    const begun = doubles[(at + FLOW_FIRST_TIME) >> 1] ?? 0;
    const drawing = sketchOf(direction);
    if (((words[direction + MARKS] ?? 0) & IS_SKETCH_BEHIND) !== 0) {
      const sent = ((words[direction + NEXT] ?? 0) - (words[direction + INITIAL] ?? 0)) | 0;
      sketches.put(drawing, (doubles[(direction + NEXT_TIME) >> 1] ?? 0) - begun, SENT, sent);
    }
    doubles[(direction + SKETCH_UNTIL) >> 1] = begun + sketches.columnEnd(drawing, time - begun);
  }

  /** Which row it is, counted from 0. */
  static indexOf(at: number): number {
    return at / ROW_WORDS;
  }

  private grow(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
    this.doubles = new Float64Array(larger.buffer);
    this.sketches?.grow();
  }
}

/** Which drawing belongs to the direction that begins there. */
export function sketchOf(direction: number): number {
  const row = Math.floor(direction / ROW_WORDS);
  return 2 * row + (direction - row * ROW_WORDS === FORWARD ? 0 : 1);
}
