/**
 * Where things are in a row of {@link Rows}, for both who read it: the long way in this language, the lane in the other
 * one (`assembly/lane.ts`).
 *
 * A row is a flow's head (addresses, ports, place in the table), then its two directions. A direction is a head, then
 * the {@link MOST_SLOTS} segments that wait for an acknowledgment, one cache line each, then its drawing. Doubles lie at even words.
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
/** Shorter pauses are in the nature of networks; also the shortest retransmission timeout of Linux. */
export const SHORTEST_STALL_NANOSECONDS = 200000000;
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
/** By how much windows are shifted, or one of the two below. */
export const SHIFT = 4;
/** No window scale option was seen, because no SYN was seen. */
export const SHIFT_UNKNOWN = -1;
/** A SYN was seen, and had none: windows are as written. */
export const SHIFT_NONE = -2;
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
/** The direction's drawing, see `sketch.ts`: bytes of each column, three masks of a bit a column, a double. */
export const SKETCH = SLOTS + MOST_SLOTS * SLOT_WORDS;
export const SKETCH_COLUMNS = 60;
export const SKETCH_MASKS = SKETCH + SKETCH_COLUMNS;
export const SKETCH_MASK_WORDS = 2;
/** Nanoseconds of a column at first. */
export const SKETCH_FIRST_WIDTH = 1000000;
/** Nanoseconds of a column; 0 before the first. */
export const SKETCH_WIDTH = SKETCH_MASKS + 3 * SKETCH_MASK_WORDS;
/** Slots begin at a cache line. */
const DIRECTION_WORDS = 256;
/** Where the directions begin in a row. */
export const FORWARD = 16;
export const BACKWARD = FORWARD + DIRECTION_WORDS;
export const ROW_WORDS = BACKWARD + DIRECTION_WORDS;
