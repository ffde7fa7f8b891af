import type { Packet } from "../packet.ts";
import { advance, distance } from "./sequence.ts";

/** Segments that are remembered of a direction: those that wait longest. A stuck sender has no need of more. */
const MOST = 8;
/** Without an IP identification, what comes twice within this time was captured twice: no sender is so quick. */
const AT_ONCE_NANOSECONDS = 1_000_000;

/**
 * Shortest retransmission timeout of Linux, 200 ms: what comes again later was sent again even if its identification is
 * the same, as it is with senders that always write the same one.
 */
export const SHORTEST_TIMEOUT_NANOSECONDS = 200_000_000;

/** A size that was tried so often and then left is taken for given up. */
const TIMES_BEFORE_GIVING_UP = 3;

/** A segment with payload that the peer has not acknowledged. Times are nanoseconds since the first frame. */
export class SentSegment {
  sequence = 0;
  payloadLength = 0;
  /** IP header and payload: what is compared with an MTU. */
  totalLength = 0;
  isDontFragment = false;
  /** When it was sent first and last, how often (a frame that was captured twice was sent once), in which frames. */
  firstFrame = 0;
  lastFrame = 0;
  firstTime = 0;
  lastTime = 0;
  times = 0;
  identification = 0;
  version = 0;
  /** More payload than the peer's MSS: it was never on the wire in this size. */
  isSuper = false;
  /** The frame in which the peer said by SACK that it has it; 0 if it did not. */
  sackedFrame = 0;
  /** IP length of a smaller segment that was sent from the same place later; 0 if there was none. */
  smallerLength = 0;

  set(packet: Packet, frame: number, time: number): void {
    this.sequence = packet.sequence;
    this.payloadLength = packet.payloadLength;
    this.totalLength = packet.totalLength;
    this.isDontFragment = packet.isDontFragment;
    this.firstFrame = frame;
    this.firstTime = time;
    this.times = 0;
    this.isSuper = false;
    this.sackedFrame = 0;
    this.smallerLength = 0;
    this.sendAgain(packet, frame, time);
  }

  sendAgain(packet: Packet, frame: number, time: number): void {
    this.times++;
    this.lastFrame = frame;
    this.lastTime = time;
    this.identification = packet.identification;
    this.version = packet.version;
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
    if (since >= SHORTEST_TIMEOUT_NANOSECONDS || packet.version !== this.version) return false;
    if (packet.version === 4 && packet.identification !== 0)
      return packet.identification === this.identification;
    return since < AT_ONCE_NANOSECONDS;
  }
}

/** What of a direction's data waits for an acknowledgment: the oldest segments. Bounded. */
export class Outstanding {
  private readonly slots: SentSegment[] = [];
  private used = 0;

  /** The segment that waits longest; null when nothing does, as far as is known. */
  get oldest(): SentSegment | null {
    return this.used === 0 ? null : (this.slots[0] ?? null);
  }

  segments(): readonly SentSegment[] {
    return this.slots.slice(0, this.used);
  }

  find(packet: Packet): SentSegment | null {
    return this.search(packet, 0, this.used);
  }

  /** Whether a segment that was acknowledged lately, and whose slot is still free, was this very packet. */
  wasSeen(packet: Packet, time: number): boolean {
    const past = this.search(packet, this.used, this.slots.length);
    return past !== null && past.isSeenTwice(packet, time);
  }

  private search(packet: Packet, from: number, end: number): SentSegment | null {
    for (let index = from; index < end; index++) {
      const slot = this.slots[index];
      if (slot?.isSame(packet) === true) return slot;
    }
    return null;
  }

  /** When all places are taken, what is sent again from the oldest place on takes the newest's: it decides. */
  add(packet: Packet, frame: number, time: number): SentSegment | null {
    const isHead = this.used === MOST && this.slots[0]?.sequence === packet.sequence;
    if (this.used === MOST && !isHead) return null;
    const index = isHead ? MOST - 1 : this.used++;
    const slot = (this.slots[index] ??= new SentSegment());
    slot.set(packet, frame, time);
    return slot;
  }

  /**
   * A segment from the same place as a larger one: its sender tries a smaller size, or sends by itself what its card
   * should have split.
   * @returns whether the larger size was tried so often that the sender seems to have given it up.
   */
  split(packet: Packet): boolean {
    let isGivenUp = false;
    for (let index = 0; index < this.used; index++) {
      const slot = this.slots[index];
      if (slot?.sequence !== packet.sequence || slot.payloadLength <= packet.payloadLength)
        continue;
      slot.smallerLength = packet.totalLength;
      isGivenUp ||= !slot.isSuper && slot.times >= TIMES_BEFORE_GIVING_UP;
    }
    return isGivenUp;
  }

  /** The peer says that it has segments behind a hole. */
  sacked({ sackEdges, sackBlocks }: Packet, frame: number): void {
    for (let index = 0; index < this.used; index++) {
      const slot = this.slots[index];
      if (slot === undefined || slot.sackedFrame > 0) continue;
      for (let edge = 0; edge < 2 * sackBlocks; edge += 2) {
        const [left = 0, right = 0] = [sackEdges[edge], sackEdges[edge + 1]];
        const end = advance(slot.sequence, slot.payloadLength);
        if (distance(left, slot.sequence) >= 0 && distance(end, right) >= 0)
          slot.sackedFrame = frame;
      }
    }
  }

  /** Takes out what is acknowledged and tells `sender` of each segment; it must not keep it. */
  acknowledge(upTo: number, time: number, sender: Sender): void {
    let kept = 0;
    for (let index = 0; index < this.used; index++) {
      const slot = this.slots[index];
      if (slot === undefined) continue;
      if (distance(advance(slot.sequence, slot.payloadLength), upTo) >= 0) {
        sender.delivered(slot, time);
        continue;
      }
      const free = this.slots[kept];
      if (kept !== index && free !== undefined) {
        this.slots[kept] = slot;
        this.slots[index] = free;
      }
      kept++;
    }
    this.used = kept;
  }
}

interface Sender {
  delivered(segment: SentSegment, time: number): void;
}
