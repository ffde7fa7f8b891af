import type { Frame } from "../frame.ts";
import { i32, u16 } from "../integers.ts";
import { LINK_ETHERNET } from "../link-types.ts";
import { ACK, FIN, RST, SYN } from "../packet.ts";
import { SHIFT_UNKNOWN } from "./direction.ts";
import { type FlowTable, hashOfEnds, portsOf } from "./flow-table.ts";
import { SHORTEST_STALL_NANOSECONDS } from "./progress.ts";
import * as row from "./rows.ts";

const ETHER_BYTES = 14;
const ETHER_IPV4 = 0x0800;
/** Version 4, no options. */
const PLAIN_IP = 0x45;
const IP_BYTES = 20;
const TCP = 6;
const TCP_BYTES = 20;
const DONT_FRAGMENT = 0x4000;
/** No operation twice, then time stamps: what Linux writes into every segment that has nothing more to say. */
const ONLY_TIMESTAMPS = 0x0101_080a;
const TIMESTAMPS_BYTES = 12;
const CONTROL = SYN | FIN | RST;
/** A direction whose peer's next acknowledgment is not ordinary. */
const TELLS = row.IS_UNSORTED | row.IS_MISSING;
/** Alert and handshake, the records that a TLS stream may begin with, of version 3. */
const RECORD_ALERT = 21;
const RECORD_HANDSHAKE = 22;
const RECORD_MAJOR = 3;

/**
 * The way for ordinary segments, nearly all of any capture: IPv4 in Ethernet, of a flow that is known in both
 * directions, exactly where the last one ended, with an acknowledgment that says nothing odd. What `decode`, `classify`
 * and `remember` would come to is done here at once, on the flow's row alone: no term, a few numbers moved on.
 *
 * It may refuse any frame, and changes nothing before it is certain that it will not. That both ways come to the same
 * is tested with every capture at hand (`lane.test.ts`): whoever lets `remember` keep something new of *every* segment
 * keeps it here as well.
 */
export class Lane {
  private readonly table: FlowTable;
  /** Of the segment that is looked at. Sequence numbers are signed: only whether they are equal and how far apart counts. */
  private frame = 0;
  private time = 0;
  private sequence = 0;
  private acknowledgment = 0;
  private payload = 0;
  private totalLength = 0;
  /** Where its TCP header begins, and the words at which its flow's row and its directions begin. */
  private tcp = 0;
  private own = 0;
  private peer = 0;

  constructor(table: FlowTable) {
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

  /** Whether it is a whole segment of plain IPv4 in Ethernet that acknowledges and has no other flag that counts. */
  private read(frame: Frame): boolean {
    const { bytes, at, captured } = frame;
    const room = frame.length - ETHER_BYTES;
    if (frame.linkType !== LINK_ETHERNET || captured > frame.length) return false;
    if (captured < ETHER_BYTES + IP_BYTES + TCP_BYTES) return false;
    if (u16(bytes, at + 12) !== ETHER_IPV4 || bytes[at + 14] !== PLAIN_IP) return false;
    if (bytes[at + 23] !== TCP || (u16(bytes, at + 20) & ~DONT_FRAGMENT) !== 0) return false;
    const tcp = at + ETHER_BYTES + IP_BYTES;
    const flags = u16(bytes, tcp + 12);
    if ((flags & (CONTROL | ACK)) !== ACK) return false;
    this.tcp = tcp;
    this.totalLength = u16(bytes, at + 16);
    this.payload = this.totalLength - IP_BYTES - (flags >>> 12) * 4;
    if (this.payload < 0 || this.totalLength > room) return false;
    const options = (flags >>> 12) * 4 - TCP_BYTES;
    if (options === 0) return true;
    const isWhole = captured >= ETHER_BYTES + IP_BYTES + TCP_BYTES + TIMESTAMPS_BYTES;
    return options === TIMESTAMPS_BYTES && isWhole && i32(bytes, tcp + 20) === ONLY_TIMESTAMPS;
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
    const sequence = i32(bytes, tcp + 4);
    const acknowledgment = i32(bytes, tcp + 8);
    if (sequence !== words[own + row.NEXT]) return false;
    if ((((words[peer + row.CONTIGUOUS] ?? 0) - acknowledgment) | 0) < 0) return false;
    if (u16(bytes, tcp + 14) === 0) return false;
    this.sequence = sequence;
    this.acknowledgment = acknowledgment;
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
    if ((marks & row.FOLLOWS_TLS) === 0) return !mayBeginTls(bytes, this.tcp + this.headerBytes());
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

  private headerBytes(): number {
    return this.totalLength - IP_BYTES - this.payload;
  }

  /** Data, and what of it is drawn. */
  private speak(at: number, bytes: Uint8Array): void {
    const { own, time } = this;
    const { words, doubles } = this.table.rows;
    words[at + row.IS_LAST_FORWARD] = own === at + row.FORWARD ? 1 : 0;
    const flow = time < (doubles[(own + row.SKETCH_UNTIL) >> 1] ?? 0) ? null : this.table.at(at);
    const way = own === at + row.FORWARD ? flow?.forward : flow?.backward;
    if (flow !== null) way?.catchUp(flow.firstTime);
    this.send(bytes);
    if (flow === null)
      words[own + row.MARKS] = (words[own + row.MARKS] ?? 0) | row.IS_SKETCH_BEHIND;
    else way?.draw(flow.firstTime, time, 0);
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

function mayBeginTls(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 1] === RECORD_MAJOR && (bytes[at] === RECORD_HANDSHAKE || bytes[at] === RECORD_ALERT)
  );
}
