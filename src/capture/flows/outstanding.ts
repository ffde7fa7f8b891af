import type { Packet } from "../packet.ts";
import type { DirectionRow } from "./direction-row.ts";
import * as row from "./row-layout.ts";
import type { Rows } from "./rows.ts";
import { advance, distance } from "./sequence.ts";

/** Without an IP identification, what comes twice within this time was captured twice: no sender is so quick. */
const AT_ONCE_NANOSECONDS = 1_000_000;

/**
 * Shortest retransmission timeout of Linux, 200 ms: what comes again later was sent again even if its identification is
 * the same, as it is with senders that always write the same one.
 */
export const SHORTEST_TIMEOUT_NANOSECONDS = 200_000_000;

/** A size that was tried so often and then left is taken for given up. */
const TIMES_BEFORE_GIVING_UP = 3;

/** A segment with payload that the peer has not acknowledged: a view of its slot. Times are nanoseconds since the first frame. */
export class SentSegment {
  private readonly rows: Rows;
  private readonly at: number;

  constructor(rows: Rows, at: number) {
    this.rows = rows;
    this.at = at;
  }

  get sequence(): number {
    return (this.rows.words[this.at + row.SLOT_SEQUENCE] ?? 0) >>> 0;
  }
  get payloadLength(): number {
    return this.rows.words[this.at + row.SLOT_PAYLOAD] ?? 0;
  }
  /** Sequence number behind it. */
  get end(): number {
    return advance(this.sequence, this.payloadLength);
  }
  /** IP header and payload: what is compared with an MTU. */
  get totalLength(): number {
    return this.rows.words[this.at + row.SLOT_TOTAL] ?? 0;
  }
  /** When it was sent first and last, how often (a frame that was captured twice was sent once), in which frames. */
  get firstFrame(): number {
    return (this.rows.words[this.at + row.SLOT_FIRST_FRAME] ?? 0) >>> 0;
  }
  get lastFrame(): number {
    return (this.rows.words[this.at + row.SLOT_LAST_FRAME] ?? 0) >>> 0;
  }
  get times(): number {
    return this.rows.words[this.at + row.SLOT_TIMES] ?? 0;
  }
  get identification(): number {
    return this.rows.words[this.at + row.SLOT_IDENTIFICATION] ?? 0;
  }
  /** The frame in which the peer said by SACK that it has it; 0 if it did not. */
  get sackedFrame(): number {
    return (this.rows.words[this.at + row.SLOT_SACKED] ?? 0) >>> 0;
  }
  set sackedFrame(value: number) {
    this.rows.words[this.at + row.SLOT_SACKED] = value;
  }
  /** The frame in which the peer said that it has a part of it, but not its head; 0 if it did not. */
  get partFrame(): number {
    return (this.rows.words[this.at + row.SLOT_PART_FRAME] ?? 0) >>> 0;
  }
  /** Bytes of that part. */
  get partPayload(): number {
    return this.rows.words[this.at + row.SLOT_PART_PAYLOAD] ?? 0;
  }
  tellPart(payload: number, frame: number): void {
    this.rows.words[this.at + row.SLOT_PART_FRAME] = frame;
    this.rows.words[this.at + row.SLOT_PART_PAYLOAD] = payload;
  }
  /** IP length of a smaller segment that was sent from the same place later; 0 if there was none. */
  get smallerLength(): number {
    return this.rows.words[this.at + row.SLOT_SMALLER] ?? 0;
  }
  set smallerLength(value: number) {
    this.rows.words[this.at + row.SLOT_SMALLER] = value;
  }
  get firstTime(): number {
    return this.rows.doubles[(this.at + row.SLOT_FIRST_TIME) >> 1] ?? 0;
  }
  get lastTime(): number {
    return this.rows.doubles[(this.at + row.SLOT_LAST_TIME) >> 1] ?? 0;
  }
  get isDontFragment(): boolean {
    return (this.kind & row.SLOT_IS_DONT_FRAGMENT) !== 0;
  }
  /** More payload than the peer's MSS: it was never on the wire in this size. */
  get isSuper(): boolean {
    return (this.kind & row.SLOT_IS_SUPER) !== 0;
  }
  private get kind(): number {
    return this.rows.words[this.at + row.SLOT_KIND] ?? 0;
  }

  sendAgain(packet: Packet, frame: number, time: number): void {
    const { words, doubles } = this.rows;
    const { at } = this;
    words[at + row.SLOT_TIMES] = this.times + 1;
    words[at + row.SLOT_LAST_FRAME] = frame;
    doubles[(at + row.SLOT_LAST_TIME) >> 1] = time;
    words[at + row.SLOT_IDENTIFICATION] = packet.identification;
    words[at + row.SLOT_KIND] =
      (this.kind & ~row.SLOT_IS_VERSION_6) | (packet.version === 6 ? row.SLOT_IS_VERSION_6 : 0);
  }

  isSame(packet: Packet): boolean {
    return packet.sequence === this.sequence && packet.payloadLength === this.payloadLength;
  }

  /**
   * Whether this very packet was captured before: at another interface, before and behind a tunnel or VLAN tag, at both
   * ends of a mirror. A sender that sends again takes a new identification.
   */
  isSeenTwice(packet: Packet, time: number): boolean {
    const since = time - this.lastTime;
    const version = (this.kind & row.SLOT_IS_VERSION_6) === 0 ? 4 : 6;
    if (since >= SHORTEST_TIMEOUT_NANOSECONDS || packet.version !== version) return false;
    if (packet.version === 4 && packet.identification !== 0)
      return packet.identification === this.identification;
    return since < AT_ONCE_NANOSECONDS;
  }
}

/** What of a direction's data waits for an acknowledgment: the oldest segments. Bounded: a ring of slots in its row. */
export class Outstanding {
  private readonly way: DirectionRow;

  constructor(way: DirectionRow) {
    this.way = way;
  }

  /** The segment that waits longest; null when nothing does, as far as is known. */
  get oldest(): SentSegment | null {
    return this.used === 0 ? null : this.slot(0);
  }

  segments(): readonly SentSegment[] {
    return Array.from({ length: this.used }, (_, index) => this.slot(index));
  }

  find(packet: Packet): SentSegment | null {
    return this.search(packet, 0, this.used);
  }

  /** Whether a segment that was acknowledged lately, and whose slot is still free, was this very packet. */
  wasSeen(packet: Packet, time: number): boolean {
    const past = this.search(packet, this.used, row.MOST_SLOTS);
    return past !== null && past.isSeenTwice(packet, time);
  }

  /** When all places are taken, what is sent again from the oldest place on takes the newest's: it decides. */
  // oxlint-disable-next-line max-params -- called for each segment with payload
  add(packet: Packet, frame: number, time: number, isSuper: boolean): void {
    const { used, way } = this;
    const isHead = used === row.MOST_SLOTS && this.slot(0).sequence === packet.sequence;
    if (used === row.MOST_SLOTS && !isHead) return;
    const index = isHead ? row.MOST_SLOTS - 1 : used;
    const before = index === 0 ? null : this.slot(index - 1);
    const end = advance(packet.sequence, packet.payloadLength);
    const isSorted = before === null || distance(before.end, end) >= 0;
    if (index === 0) way.mark(row.IS_UNSORTED, false);
    else if (!isSorted) way.mark(row.IS_UNSORTED, true);
    this.used = index + 1;
    this.write(this.placeOf(index), packet, isSuper);
    this.slot(index).sendAgain(packet, frame, time);
    const { words, doubles } = way.rows;
    const at = this.placeOf(index);
    words[at + row.SLOT_FIRST_FRAME] = frame;
    doubles[(at + row.SLOT_FIRST_TIME) >> 1] = time;
  }

  private write(at: number, packet: Packet, isSuper: boolean): void {
    const { words } = this.way.rows;
    words[at + row.SLOT_SEQUENCE] = packet.sequence;
    words[at + row.SLOT_PAYLOAD] = packet.payloadLength;
    words[at + row.SLOT_TOTAL] = packet.totalLength;
    words[at + row.SLOT_KIND] =
      (packet.isDontFragment ? row.SLOT_IS_DONT_FRAGMENT : 0) | (isSuper ? row.SLOT_IS_SUPER : 0);
    words[at + row.SLOT_TIMES] = 0;
    words[at + row.SLOT_SACKED] = 0;
    words[at + row.SLOT_SMALLER] = 0;
    words[at + row.SLOT_PART_FRAME] = 0;
  }

  /**
   * A segment from the same place as a larger one: its sender tries a smaller size, or sends by itself what its card
   * should have split.
   * @returns whether the larger size was tried so often that the sender seems to have given it up.
   */
  split(packet: Packet): boolean {
    let isGivenUp = false;
    for (const slot of this.segments()) {
      if (slot.sequence !== packet.sequence || slot.payloadLength <= packet.payloadLength) continue;
      slot.smallerLength = packet.totalLength;
      isGivenUp ||= !slot.isSuper && slot.times >= TIMES_BEFORE_GIVING_UP;
    }
    return isGivenUp;
  }

  /** The peer says that it has segments behind a hole. */
  sacked({ sackEdges, sackBlocks }: Packet, frame: number): void {
    for (const slot of this.segments()) {
      if (slot.sackedFrame > 0) continue;
      for (let edge = 0; edge < 2 * sackBlocks; edge += 2) {
        const [left = 0, right = 0] = [sackEdges[edge], sackEdges[edge + 1]];
        if (distance(left, slot.sequence) >= 0 && distance(slot.end, right) >= 0)
          slot.sackedFrame = frame;
        else if (slot.isSuper) tellPartOf(slot, { left, right }, frame);
      }
    }
  }

  /** Takes out what is acknowledged and tells `sender` of each segment. */
  acknowledge(upTo: number, time: number, sender: Sender): void {
    const { used } = this;
    let passed = 0;
    while (passed < used && this.isAcknowledged(passed, upTo)) {
      sender.delivered(this.slot(passed), time);
      passed++;
    }
    this.first = (this.first + passed) & (row.MOST_SLOTS - 1);
    this.used = used - passed;
    if (this.used > 0 && this.way.isMarked(row.IS_UNSORTED)) this.takeOut(upTo, time, sender);
  }

  /** Acknowledged segments behind one that is not: what stays moves forward, in its order. */
  private takeOut(upTo: number, time: number, sender: Sender): void {
    const { words } = this.way.rows;
    const { used } = this;
    let kept = 0;
    for (let index = 0; index < used; index++) {
      const at = this.placeOf(index);
      if (this.isAcknowledged(index, upTo)) {
        sender.delivered(this.slot(index), time);
        continue;
      }
      if (kept !== index) words.copyWithin(this.placeOf(kept), at, at + row.SLOT_WORDS);
      kept++;
    }
    this.used = kept;
  }

  private isAcknowledged(index: number, upTo: number): boolean {
    return distance(this.slot(index).end, upTo) >= 0;
  }

  private search(packet: Packet, from: number, end: number): SentSegment | null {
    for (let index = from; index < end; index++) {
      const slot = this.slot(index);
      if (slot.isSame(packet)) return slot;
    }
    return null;
  }

  private slot(index: number): SentSegment {
    return new SentSegment(this.way.rows, this.placeOf(index));
  }

  /** Places of the ring from the oldest on. */
  private placeOf(index: number): number {
    const slot = (this.first + index) & (row.MOST_SLOTS - 1);
    return this.way.at + row.SLOTS + slot * row.SLOT_WORDS;
  }

  private get first(): number {
    return this.way.rows.words[this.way.at + row.FIRST_SLOT] ?? 0;
  }
  private set first(value: number) {
    this.way.rows.words[this.way.at + row.FIRST_SLOT] = value;
  }
  private get used(): number {
    return this.way.rows.words[this.way.at + row.USED_SLOTS] ?? 0;
  }
  private set used(value: number) {
    this.way.rows.words[this.way.at + row.USED_SLOTS] = value;
  }
}

interface Sender {
  delivered(segment: SentSegment, time: number): void;
}

/** The card split it, and the peer has what followed its first segment. */
function tellPartOf(
  slot: SentSegment,
  { left, right }: { readonly left: number; readonly right: number },
  frame: number,
): void {
  const end = distance(right, slot.end) > 0 ? right : slot.end;
  const bytes = distance(left, end);
  const isBehindHead = distance(slot.sequence, left) > 0;
  if (isBehindHead && bytes > 0 && bytes > slot.partPayload * Math.sign(slot.partFrame))
    slot.tellPart(bytes, frame);
}
