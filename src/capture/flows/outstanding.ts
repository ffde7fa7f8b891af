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

  set(packet: Packet, frame: number, time: number): void {
    this.sequence = packet.sequence;
    this.payloadLength = packet.payloadLength;
    this.totalLength = packet.totalLength;
    this.isDontFragment = packet.isDontFragment;
    this.firstFrame = frame;
    this.firstTime = time;
    this.times = 0;
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

  add(packet: Packet, frame: number, time: number): void {
    if (this.used === MOST) return;
    const slot = (this.slots[this.used++] ??= new SentSegment());
    slot.set(packet, frame, time);
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
