import * as row from "../src/capture/flows/row-layout";
import { deliverOdd } from "./host";
import { bucket, double, i32At, setDouble, setWord, word } from "./memory";
import {
  hasTimestamp,
  hops,
  identification,
  isDontFragment,
  mayBeginTls,
  readSegment,
  segment,
  timestamp,
  window,
} from "./segment";
import { beginColumn } from "./sketch";

/** A direction whose peer's next acknowledgment is not ordinary. */
const TELLS: i32 = row.IS_UNSORTED | row.IS_MISSING;

/** The number of buckets less one. */
let bucketMask: i32 = 0;
let frame: i32 = 0;
let time: f64 = 0;
/** The row of the segment's flow; where the direction that it belongs to begins, and the other one. */
let flow: i32 = 0;
let own: i32 = 0;
let peer: i32 = 0;

export function setBuckets(count: i32): void {
  bucketMask = count - 1;
}

/**
 * Takes a frame if it holds an ordinary segment: of a flow that is known in both directions, exactly where the last one
 * ended, with an acknowledgment that says nothing odd. What `decode`, `classify` and `remember` would come to is done
 * here at once, on the flow's row alone: no term, a few numbers moved on.
 *
 * It may refuse any frame, and changes nothing before it is certain that it will not. That both ways come to the same
 * is tested with every capture at hand (`lane.test.ts`): whoever lets `remember` keep something new of _every_ segment
 * keeps it here as well.
 *
 * @param at which its bytes begin. @param seen when, in nanoseconds since the first frame.
 */
export function take(at: i32, captured: i32, length: i32, number: i32, seen: f64): bool {
  if (!readSegment(at, captured, length)) return false;
  frame = number;
  time = seen;
  if (!find() || !isInTime() || !isOrdinary()) return false;
  setDouble(flow + row.FLOW_LAST_TIME, time);
  setDouble(flow + row.PROGRESS_TIME, time);
  setWord(flow + row.PROGRESS_FRAME, frame);
  setWord(flow + row.PROGRESS_TRIES, 0);
  if (segment.payload > 0) speak();
  else beEmpty();
  if (segment.acknowledgment != word(own + row.LAST_ACK)) {
    setWord(own + row.DUPLICATE_ACKS, 0);
    if (word(peer + row.USED_SLOTS) > 0) acknowledge();
    setWord(own + row.LAST_ACK, segment.acknowledgment);
  }
  setWord(own + row.SEGMENTS, word(own + row.SEGMENTS) + 1);
  setWord(own + row.LAST_FRAME, frame);
  setWord(own + row.WINDOW, window());
  setWord(own + row.LAST_TERMS, 0);
  setWord(own + row.MARKS, word(own + row.MARKS) & ~(row.IS_GAP_TOLD | row.IS_WINDOW_UNSCALED));
  setDouble(own + row.LAST_TIME, time);
  setDouble(own + row.LAST_ACK_TIME, time);
  return true;
}

/** As `hashOfEnds` does for IPv4. */
function hashOf(source: i32, destination: i32, ports: i32): i32 {
  const high = ports >>> 16;
  const low = ports & 0xffff;
  let hash = (source ^ destination) * 0x9e3779b1;
  hash ^= (source + destination) * 0x85ebca6b;
  hash ^= ((high ^ low) * 0xc2b2ae35) ^ ((high + low) * 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash *= 0x2c1b3c6d;
  return hash ^ (hash >>> 13);
}

/** @returns whether the segment's flow is known and may take the lane. */
function find(): bool {
  const source = i32At(segment.tcp - 8);
  const destination = i32At(segment.tcp - 4);
  const ports = i32At(segment.tcp);
  const crossed = rotl<i32>(ports, 16);
  let at = bucket(hashOf(source, destination, ports) & bucketMask);
  while (at >= 0) {
    const found = word(at + row.PORTS);
    const one = word(at + row.SOURCE);
    const other = word(at + row.DESTINATION);
    if (found == ports && one == source && other == destination)
      return turn(at, row.FORWARD, row.BACKWARD);
    if (found == crossed && one == destination && other == source)
      return turn(at, row.BACKWARD, row.FORWARD);
    at = word(at + row.CHAIN);
  }
  return false;
}

/** A flow of IPv6 with the same last words is not in the lane. */
function turn(at: i32, ownAt: i32, peerAt: i32): bool {
  flow = at;
  own = at + ownAt;
  peer = at + peerAt;
  return word(at + row.LANE) == 1;
}

/** No pause that is worth a note, and no clock that was set back. */
function isInTime(): bool {
  const pause = time - double(flow + row.PROGRESS_TIME);
  return pause < <f64>row.SHORTEST_STALL_NANOSECONDS && time >= double(own + row.LAST_TIME);
}

/** Whether no term of `terms.ts` is its, and nothing but its numbers will have to be kept. */
function isOrdinary(): bool {
  if (segment.sequence != word(own + row.NEXT)) return false;
  if (word(peer + row.CONTIGUOUS) - segment.acknowledgment < 0) return false;
  if (window() == 0) return false;
  const moved = segment.acknowledgment - word(own + row.LAST_ACK);
  if (moved != 0 && (word(peer + row.MARKS) & TELLS) != 0) return false;
  if (hops() != word(own + row.HOPS)) return false;
  return segment.payload > 0 ? moved >= 0 && isOrdinaryData() : moved > 0 && !isTwice();
}

/** An empty segment that may be the same packet as the last one. */
function isTwice(): bool {
  return (
    word(own + row.LAST_EMPTY_SEQUENCE) == segment.sequence &&
    word(own + row.LAST_EMPTY_ACK) == segment.acknowledgment
  );
}

function isOrdinaryData(): bool {
  if (fillsWindow()) return false;
  const marks = word(own + row.MARKS);
  if ((marks & row.IGNORES_TLS) != 0) return true;
  if ((marks & row.FOLLOWS_TLS) == 0) return !mayBeginTls();
  const offset = word(own + row.TLS_AT) - segment.sequence;
  return offset < 0 || offset >= segment.payload;
}

/** Up to the end of the window or beyond it when it is shut. */
function fillsWindow(): bool {
  const open = word(peer + row.WINDOW);
  const shift = word(peer + row.SHIFT);
  if (open == 0) return true;
  if (shift == row.SHIFT_UNKNOWN) return false;
  const isScaled = shift > 0 && (word(peer + row.MARKS) & row.IS_WINDOW_UNSCALED) == 0;
  const edge = word(peer + row.LAST_ACK) + (isScaled ? open << shift : open);
  return edge == segment.sequence + segment.payload;
}

/** Data. A column of its drawing is put when the next one begins: how much was sent by then is known then. */
function speak(): void {
  setWord(flow + row.IS_LAST_FORWARD, own == flow + row.FORWARD ? 1 : 0);
  if (time >= double(own + row.SKETCH_UNTIL)) beginColumn(flow, own, time);
  const next = segment.sequence + segment.payload;
  if (word(own + row.CONTIGUOUS) == segment.sequence) setWord(own + row.CONTIGUOUS, next);
  setWord(own + row.NEXT, next);
  setDouble(own + row.NEXT_TIME, time);
  setWord(own + row.NEXT_IDENTIFICATION, identification());
  const marks = (word(own + row.MARKS) | row.IS_SKETCH_BEHIND) & ~row.NEXT_HAS_TIMESTAMP;
  setWord(own + row.MARKS, hasTimestamp() ? marks | row.NEXT_HAS_TIMESTAMP : marks);
  setWord(own + row.NEXT_TIMESTAMP, timestamp());
  setDouble(own + row.BYTES, double(own + row.BYTES) + <f64>segment.payload);
  if (segment.payload > word(own + row.LARGEST_PAYLOAD))
    setWord(own + row.LARGEST_PAYLOAD, segment.payload);
  const mss = word(peer + row.MSS);
  const isSuper = mss > 0 && segment.payload > mss;
  if (isSuper) setWord(own + row.SUPER_SEGMENTS, word(own + row.SUPER_SEGMENTS) + 1);
  if (segment.sequence - word(peer + row.LAST_ACK) >= 0) wait(isSuper);
}

/** Where the segment lies that waits at so many places behind the oldest. */
function slotAt(direction: i32, index: i32): i32 {
  const place = (word(direction + row.FIRST_SLOT) + index) & (row.MOST_SLOTS - 1);
  return direction + row.SLOTS + place * row.SLOT_WORDS;
}

function endOf(slot: i32): i32 {
  return word(slot + row.SLOT_SEQUENCE) + word(slot + row.SLOT_PAYLOAD);
}

/** As `Outstanding.add` does; nothing can be sent again from the oldest place, since it is new. */
function wait(isSuper: bool): void {
  const used = word(own + row.USED_SLOTS);
  if (used == row.MOST_SLOTS) return;
  const marks = word(own + row.MARKS);
  if (used == 0) setWord(own + row.MARKS, marks & ~row.IS_UNSORTED);
  else if (segment.sequence + segment.payload - endOf(slotAt(own, used - 1)) < 0)
    setWord(own + row.MARKS, marks | row.IS_UNSORTED);
  setWord(own + row.USED_SLOTS, used + 1);
  const slot = slotAt(own, used);
  setWord(slot + row.SLOT_SEQUENCE, segment.sequence);
  setWord(slot + row.SLOT_PAYLOAD, segment.payload);
  setWord(slot + row.SLOT_TOTAL, segment.total);
  setWord(slot + row.SLOT_FIRST_FRAME, frame);
  setWord(slot + row.SLOT_LAST_FRAME, frame);
  setWord(slot + row.SLOT_TIMES, 1);
  setWord(slot + row.SLOT_IDENTIFICATION, identification());
  setWord(
    slot + row.SLOT_KIND,
    (isDontFragment() ? row.SLOT_IS_DONT_FRAGMENT : 0) | (isSuper ? row.SLOT_IS_SUPER : 0),
  );
  setWord(slot + row.SLOT_SACKED, 0);
  setWord(slot + row.SLOT_SMALLER, 0);
  setWord(slot + row.SLOT_PART_FRAME, 0);
  setDouble(slot + row.SLOT_FIRST_TIME, time);
  setDouble(slot + row.SLOT_LAST_TIME, time);
}

function beEmpty(): void {
  setWord(own + row.LAST_EMPTY_SEQUENCE, segment.sequence);
  setWord(own + row.LAST_EMPTY_ACK, segment.acknowledgment);
  setWord(own + row.LAST_IDENTIFICATION, identification());
}

/** Takes out of the peer's waiting segments what is acknowledged; they are sorted. */
function acknowledge(): void {
  let used = word(peer + row.USED_SLOTS);
  let first = word(peer + row.FIRST_SLOT);
  while (used > 0) {
    const slot = peer + row.SLOTS + first * row.SLOT_WORDS;
    if (segment.acknowledgment - endOf(slot) < 0) break;
    if (!deliver(slot)) {
      deliverOdd(flow, peer == flow + row.FORWARD, segment.acknowledgment, time);
      return;
    }
    first = (first + 1) & (row.MOST_SLOTS - 1);
    used--;
    setWord(peer + row.FIRST_SLOT, first);
    setWord(peer + row.USED_SLOTS, used);
  }
}

/** As `Direction.delivered` does. @returns false for a segment that has a history. */
function deliver(slot: i32): bool {
  if (word(slot + row.SLOT_TIMES) != 1 || word(slot + row.SLOT_SMALLER) != 0) return false;
  if ((word(slot + row.SLOT_KIND) & row.SLOT_IS_SUPER) != 0) return false;
  if (word(peer + row.REDUCED_TO) != 0) return false;
  const total = word(slot + row.SLOT_TOTAL);
  if (total > word(peer + row.LARGEST_DELIVERED)) {
    setWord(peer + row.LARGEST_DELIVERED, total);
    setWord(peer + row.LARGEST_DELIVERED_FRAME, word(slot + row.SLOT_LAST_FRAME));
  }
  measure(slot);
  return true;
}

/** Round trip and wait of a segment that was sent once. */
function measure(slot: i32): void {
  const lasted = time - double(slot + row.SLOT_FIRST_TIME);
  if (lasted > double(peer + row.LONGEST_WAIT)) {
    setDouble(peer + row.LONGEST_WAIT, lasted);
    setWord(peer + row.LONGEST_WAIT_FRAME, word(slot + row.SLOT_FIRST_FRAME));
  }
  const shortest = double(peer + row.SHORTEST_ROUND_TRIP);
  if (shortest < 0 || lasted < shortest) setDouble(peer + row.SHORTEST_ROUND_TRIP, lasted);
  if (lasted > double(peer + row.LONGEST_ROUND_TRIP))
    setDouble(peer + row.LONGEST_ROUND_TRIP, lasted);
}
