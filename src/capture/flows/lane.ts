import type { Frame } from "../frame.ts";
import { i32, u16 } from "../integers.ts";
import { SHIFT_UNKNOWN } from "./direction.ts";
import { type FlowTable, hashOfEnds, portsOf } from "./flow-table.ts";
import { DONT_FRAGMENT, OrdinarySegment, TCP_BYTES } from "./ordinary-segment.ts";
import { SHORTEST_STALL_NANOSECONDS } from "./progress.ts";
import * as row from "./rows.ts";

/** A direction whose peer's next acknowledgment is not ordinary. */
const TELLS = row.IS_UNSORTED | row.IS_MISSING;

/**
 * The way for ordinary segments, nearly all of any capture: IPv4 in Ethernet, of a flow that is known in both
 * directions, exactly where the last one ended, with an acknowledgment that says nothing odd. What `decode`, `classify`
 * and `remember` would come to is done here at once, on the flow's row alone: no term, a few numbers moved on.
 *
 * It may refuse any frame, and changes nothing before it is certain that it will not. That both ways come to the same
 * is tested with every capture at hand (`lane.test.ts`): whoever lets `remember` keep something new of *every* segment
 * keeps it here as well.
 */
export class Lane extends OrdinarySegment {
  private readonly table: FlowTable;
  /** The words at which its flow's directions begin. */
  private own = 0;
  private peer = 0;

  constructor(table: FlowTable) {
    super();
    this.table = table;
  }

  /**
   * @param time as in `Direction`.
   * @returns whether the frame holds an ordinary segment, and was taken.
   */
  take(frame: Frame, time: number): boolean {
    if (!this.read(frame)) return false;
    this.frame = frame.number;
    this.time = time;
    const at = this.find(frame.bytes);
    if (at < 0 || !this.isInTime(at) || !this.isOrdinary(frame)) return false;
    const { words, doubles } = this.table.rows;
    const { own, peer, payload, acknowledgment } = this;
    doubles[(at + row.FLOW_LAST_TIME) >> 1] = time;
    doubles[(at + row.PROGRESS_TIME) >> 1] = time;
    words[at + row.PROGRESS_FRAME] = frame.number;
    words[at + row.PROGRESS_TRIES] = 0;
    if (payload > 0) this.speak(at, frame.bytes);
    else this.beEmpty(frame.bytes);
    if (acknowledgment !== words[own + row.LAST_ACK]) {
      words[own + row.DUPLICATE_ACKS] = 0;
      if ((words[peer + row.USED_SLOTS] ?? 0) > 0) this.acknowledge(at);
      words[own + row.LAST_ACK] = acknowledgment;
    }
    words[own + row.SEGMENTS] = (words[own + row.SEGMENTS] ?? 0) + 1;
    words[own + row.LAST_FRAME] = frame.number;
    words[own + row.WINDOW] = u16(frame.bytes, this.tcp + 14);
    words[own + row.LAST_TERMS] = 0;
    words[own + row.MARKS] =
      (words[own + row.MARKS] ?? 0) & ~(row.IS_GAP_TOLD | row.IS_WINDOW_UNSCALED);
    doubles[(own + row.LAST_TIME) >> 1] = time;
    doubles[(own + row.LAST_ACK_TIME) >> 1] = time;
    return true;
  }

  /** No pause that is worth a note, and no clock that was set back. */
  private isInTime(at: number): boolean {
    const { doubles } = this.table.rows;
    const pause = this.time - (doubles[(at + row.PROGRESS_TIME) >> 1] ?? 0);
    return (
      pause < SHORTEST_STALL_NANOSECONDS &&
      this.time >= (doubles[(this.own + row.LAST_TIME) >> 1] ?? 0)
    );
  }

  /** @returns where the row of the segment's flow begins, if its flow may take the lane; else -1. */
  private find(bytes: Uint8Array): number {
    const { tcp } = this;
    const source = i32(bytes, tcp - 8);
    const destination = i32(bytes, tcp - 4);
    const ports = i32(bytes, tcp);
    const crossed = portsOf(ports & 0xffff, ports >>> 16);
    const { words } = this.table.rows;
    let at = this.table.first(hashOfEnds(0, source, destination, ports));
    while (at >= 0) {
      const found = words[at + row.PORTS];
      const one = words[at + row.SOURCE];
      const other = words[at + row.DESTINATION];
      if (found === ports && one === source && other === destination)
        return this.turn(at, row.FORWARD, row.BACKWARD);
      if (found === crossed && one === destination && other === source)
        return this.turn(at, row.BACKWARD, row.FORWARD);
      at = words[at + row.CHAIN] ?? -1;
    }
    return -1;
  }

  /** A flow of IPv6 with the same last words is not in the lane. */
  private turn(at: number, own: number, peer: number): number {
    this.own = at + own;
    this.peer = at + peer;
    return this.table.rows.words[at + row.LANE] === 1 ? at : -1;
  }

  /** Whether no term of `terms.ts` is its, and nothing but its numbers will have to be kept. */
  private isOrdinary({ bytes }: Frame): boolean {
    const { tcp, own, peer } = this;
    const { words } = this.table.rows;
    const { sequence, acknowledgment } = this;
    if (sequence !== words[own + row.NEXT]) return false;
    if ((((words[peer + row.CONTIGUOUS] ?? 0) - acknowledgment) | 0) < 0) return false;
    if (u16(bytes, tcp + 14) === 0) return false;
    const moved = (acknowledgment - (words[own + row.LAST_ACK] ?? 0)) | 0;
    if (moved !== 0 && ((words[peer + row.MARKS] ?? 0) & TELLS) !== 0) return false;
    if (bytes[tcp - 12] !== words[own + row.HOPS]) return false;
    return this.payload > 0
      ? moved >= 0 && this.isOrdinaryData(bytes)
      : moved > 0 && !this.isTwice();
  }

  /** An empty segment that may be the same packet as the last one. */
  private isTwice(): boolean {
    const { own, sequence, acknowledgment } = this;
    const { words } = this.table.rows;
    return (
      words[own + row.LAST_EMPTY_SEQUENCE] === sequence &&
      words[own + row.LAST_EMPTY_ACK] === acknowledgment
    );
  }

  private isOrdinaryData(bytes: Uint8Array): boolean {
    const { own, sequence } = this;
    const { words } = this.table.rows;
    if (this.fillsWindow()) return false;
    const marks = words[own + row.MARKS] ?? 0;
    if ((marks & row.IGNORES_TLS) !== 0) return true;
    if ((marks & row.FOLLOWS_TLS) === 0) return !this.mayBeginTls(bytes);
    const offset = ((words[own + row.TLS_AT] ?? 0) - sequence) | 0;
    return offset < 0 || offset >= this.payload;
  }

  /** Up to the end of the window or beyond it when it is shut. */
  private fillsWindow(): boolean {
    const { peer, sequence, payload } = this;
    const { words } = this.table.rows;
    const window = words[peer + row.WINDOW] ?? 0;
    const shift = words[peer + row.SHIFT] ?? 0;
    if (window === 0) return true;
    if (shift === SHIFT_UNKNOWN) return false;
    const isScaled = shift > 0 && ((words[peer + row.MARKS] ?? 0) & row.IS_WINDOW_UNSCALED) === 0;
    const edge = (words[peer + row.LAST_ACK] ?? 0) + (isScaled ? window << shift : window);
    return ((edge - sequence - payload) | 0) === 0;
  }

  /** Data. A column of its drawing is put when the next one begins: how much was sent by then is known then. */
  private speak(at: number, bytes: Uint8Array): void {
    const { own } = this;
    const { rows } = this.table;
    const { words, doubles } = rows;
    words[at + row.IS_LAST_FORWARD] = own === at + row.FORWARD ? 1 : 0;
    if (this.time >= (doubles[(own + row.SKETCH_UNTIL) >> 1] ?? 0))
      rows.beginColumn(at, own, this.time);
    words[own + row.MARKS] = (words[own + row.MARKS] ?? 0) | row.IS_SKETCH_BEHIND;
    this.send(bytes);
  }

  private send(bytes: Uint8Array): void {
    const { own, sequence, payload, time } = this;
    const { words, doubles } = this.table.rows;
    const next = (sequence + payload) | 0;
    if (words[own + row.CONTIGUOUS] === sequence) words[own + row.CONTIGUOUS] = next;
    words[own + row.NEXT] = next;
    doubles[(own + row.NEXT_TIME) >> 1] = time;
    words[own + row.NEXT_IDENTIFICATION] = u16(bytes, this.tcp - 16);
    this.stamp(bytes);
    doubles[(own + row.BYTES) >> 1] = (doubles[(own + row.BYTES) >> 1] ?? 0) + payload;
    if (payload > (words[own + row.LARGEST_PAYLOAD] ?? 0))
      words[own + row.LARGEST_PAYLOAD] = payload;
    const mss = words[this.peer + row.MSS] ?? 0;
    const isSuper = mss > 0 && payload > mss;
    if (isSuper) words[own + row.SUPER_SEGMENTS] = (words[own + row.SUPER_SEGMENTS] ?? 0) + 1;
    const isWaiting = ((sequence - (words[this.peer + row.LAST_ACK] ?? 0)) | 0) >= 0;
    if (isWaiting) this.wait(bytes, isSuper);
  }

  /** Its only option are timestamps, or it has none. */
  private stamp(bytes: Uint8Array): void {
    const { own } = this;
    const { words } = this.table.rows;
    const marks = words[own + row.MARKS] ?? 0;
    const isStamped = this.headerBytes() > TCP_BYTES;
    words[own + row.MARKS] = isStamped
      ? marks | row.NEXT_HAS_TIMESTAMP
      : marks & ~row.NEXT_HAS_TIMESTAMP;
    words[own + row.NEXT_TIMESTAMP] = isStamped ? i32(bytes, this.tcp + 24) : 0;
  }

  /** As `Outstanding.add` does; nothing can be sent again from the oldest place, since it is new. */
  private wait(bytes: Uint8Array, isSuper: boolean): void {
    const { own, sequence, payload, tcp, frame, time } = this;
    const { words, doubles } = this.table.rows;
    const used = words[own + row.USED_SLOTS] ?? 0;
    if (used === row.MOST_SLOTS) return;
    if (used === 0) words[own + row.MARKS] = (words[own + row.MARKS] ?? 0) & ~row.IS_UNSORTED;
    words[own + row.USED_SLOTS] = used + 1;
    const index = ((words[own + row.FIRST_SLOT] ?? 0) + used) & (row.MOST_SLOTS - 1);
    const slot = own + row.SLOTS + index * row.SLOT_WORDS;
    const isDontFragment = ((bytes[tcp - 14] ?? 0) & (DONT_FRAGMENT >> 8)) !== 0;
    words[slot + row.SLOT_SEQUENCE] = sequence;
    words[slot + row.SLOT_PAYLOAD] = payload;
    words[slot + row.SLOT_TOTAL] = this.totalLength;
    words[slot + row.SLOT_FIRST_FRAME] = frame;
    words[slot + row.SLOT_LAST_FRAME] = frame;
    words[slot + row.SLOT_TIMES] = 1;
    words[slot + row.SLOT_IDENTIFICATION] = u16(bytes, tcp - 16);
    words[slot + row.SLOT_KIND] =
      (isDontFragment ? row.SLOT_IS_DONT_FRAGMENT : 0) | (isSuper ? row.SLOT_IS_SUPER : 0);
    words[slot + row.SLOT_SACKED] = 0;
    words[slot + row.SLOT_SMALLER] = 0;
    words[slot + row.SLOT_PART_FRAME] = 0;
    doubles[(slot + row.SLOT_FIRST_TIME) >> 1] = time;
    doubles[(slot + row.SLOT_LAST_TIME) >> 1] = time;
  }

  private beEmpty(bytes: Uint8Array): void {
    const { own, sequence, acknowledgment, tcp } = this;
    const { words } = this.table.rows;
    words[own + row.LAST_EMPTY_SEQUENCE] = sequence;
    words[own + row.LAST_EMPTY_ACK] = acknowledgment;
    words[own + row.LAST_IDENTIFICATION] = u16(bytes, tcp - 16);
  }

  /** Takes out of the peer's waiting segments what is acknowledged; they are sorted. */
  private acknowledge(at: number): void {
    const { peer, acknowledgment } = this;
    const { words } = this.table.rows;
    let used = words[peer + row.USED_SLOTS] ?? 0;
    let first = words[peer + row.FIRST_SLOT] ?? 0;
    while (used > 0) {
      const slot = peer + row.SLOTS + first * row.SLOT_WORDS;
      const end = (words[slot + row.SLOT_SEQUENCE] ?? 0) + (words[slot + row.SLOT_PAYLOAD] ?? 0);
      if (((acknowledgment - end) | 0) < 0) break;
      if (!this.deliver(slot)) {
        this.deliverOdd(at);
        return;
      }
      first = (first + 1) & (row.MOST_SLOTS - 1);
      used--;
      words[peer + row.FIRST_SLOT] = first;
      words[peer + row.USED_SLOTS] = used;
    }
  }

  /** As `Direction.delivered` does. @returns false for a segment that has a history. */
  private deliver(slot: number): boolean {
    const { peer } = this;
    const { words } = this.table.rows;
    const isOdd = words[slot + row.SLOT_TIMES] !== 1 || words[slot + row.SLOT_SMALLER] !== 0;
    if (isOdd || ((words[slot + row.SLOT_KIND] ?? 0) & row.SLOT_IS_SUPER) !== 0) return false;
    if (words[peer + row.REDUCED_TO] !== 0) return false;
    const total = words[slot + row.SLOT_TOTAL] ?? 0;
    if (total > (words[peer + row.LARGEST_DELIVERED] ?? 0)) {
      words[peer + row.LARGEST_DELIVERED] = total;
      words[peer + row.LARGEST_DELIVERED_FRAME] = words[slot + row.SLOT_LAST_FRAME] ?? 0;
    }
    this.measure(slot);
    return true;
  }

  /** Round trip and wait of a segment that was sent once. */
  private measure(slot: number): void {
    const { peer } = this;
    const { words, doubles } = this.table.rows;
    const wait = this.time - (doubles[(slot + row.SLOT_FIRST_TIME) >> 1] ?? 0);
    if (wait > (doubles[(peer + row.LONGEST_WAIT) >> 1] ?? 0)) {
      doubles[(peer + row.LONGEST_WAIT) >> 1] = wait;
      words[peer + row.LONGEST_WAIT_FRAME] = words[slot + row.SLOT_FIRST_FRAME] ?? 0;
    }
    const shortest = doubles[(peer + row.SHORTEST_ROUND_TRIP) >> 1] ?? -1;
    if (shortest < 0 || wait < shortest) doubles[(peer + row.SHORTEST_ROUND_TRIP) >> 1] = wait;
    if (wait > (doubles[(peer + row.LONGEST_ROUND_TRIP) >> 1] ?? 0))
      doubles[(peer + row.LONGEST_ROUND_TRIP) >> 1] = wait;
  }

  private deliverOdd(at: number): void {
    const flow = this.table.at(at);
    if (flow === null) return;
    const way = this.peer === at + row.FORWARD ? flow.forward : flow.backward;
    way.outstanding.acknowledge(this.acknowledgment >>> 0, this.time, way);
  }
}
