import { ACK, type Packet } from "../packet.ts";
import type { Moment } from "./classify.ts";
import type { Direction } from "./direction.ts";
import { SHORTEST_TIMEOUT_NANOSECONDS } from "./outstanding.ts";
import { type Range, Ranges } from "./ranges.ts";
import { type Repeat, Repeats } from "./repeats.ts";
import { SHIFT_UNKNOWN } from "./row-layout.ts";
import { compareMarks, isSamePacket, type Marks, marksOf } from "./sent-later.ts";
import { advance, distance } from "./sequence.ts";
import { KEEP_ALIVE, LOST_SEGMENT, SEEN_TWICE, SPURIOUS_RETRANSMISSION } from "./terms.ts";

/** Holes and blocks that are remembered of a direction. */
const MOST_HOLES = 16;
const MOST_BLOCKS = 32;
/** Without any mark of the sender's, what comes so soon behind newer data was overtaken, not sent again. */
const AT_ONCE_NANOSECONDS = 3_000_000;
const NO_LOSS = SEEN_TWICE | KEEP_ALIVE;

/** Data that never came by, though the data behind it did: with the marks of that. */
interface Hole extends Range, Marks {
  readonly time: number;
}

/** Where something was heard, and whether it is certain that no earlier frame shows the same packet. */
export interface Heard {
  readonly frame: number;
  readonly isNew: boolean;
}

/**
 * What of one direction's data was lost, and on which side of the place where the capture was taken.
 *
 * Data that came by and was sent again was lost behind this place; data that never came by and was sent again was lost
 * before it; data that never came by, and that the peer has all the same, was missed by the capture. Data that comes
 * late and was sent early was overtaken. What the peer says it has already, or got twice (D-SACK, RFC 2883; without SACK:
 * an acknowledgment that echoes the first sending, RFC 3522), was sent again without need.
 */
export class Losses {
  readonly repeats = new Repeats();
  overtaken = 0;
  /** Sent again though the peer had told that it has it. */
  superfluous = 0;
  missedBytes = 0;
  firstMissedFrame = 0;
  private readonly holes = new Ranges<Hole>(MOST_HOLES);
  /** What the peer has of data that it does not acknowledge yet, as it said by SACK. */
  private readonly blocks = new Ranges<Range>(MOST_BLOCKS);

  /** Data is missing, and data behind it came by. */
  get hasHole(): boolean {
    return !this.holes.isEmpty;
  }

  /** What the peer acknowledges next may tell something. */
  get isPending(): boolean {
    return !this.holes.isEmpty || this.repeats.isPending;
  }

  /**
   * A segment with payload that is ahead of what was expected, or below it. Called before `own` takes it in.
   * @returns whether it is in the capture for the second time.
   */
  add(packet: Packet, moment: Moment, { terms, frame }: { terms: number; frame: number }): boolean {
    const { own, peer, time } = moment;
    if ((terms & NO_LOSS) !== 0 || !own.hasNext) return false;
    if ((terms & LOST_SEGMENT) !== 0) this.open(packet, moment, frame);
    // The lane acknowledges what nothing waits for without a word.
    if (peer.hasAck) this.blocks.takeBelow(peer.lastAck);
    if (distance(packet.sequence, own.next) <= 0) return false;
    const rival = this.repeats.find(packet.sequence);
    const isSoon = rival !== null && time - rival.time < SHORTEST_TIMEOUT_NANOSECONDS;
    if (isSoon && isSamePacket(packet, rival.marks)) return true;
    const hole = this.fill(packet);
    if (!isLater(packet, moment, hole)) return this.comeLate(packet, hole, rival);
    if ((terms & SPURIOUS_RETRANSMISSION) !== 0) return false;
    if (hole === null && !isWanted(packet, moment)) return false;
    if (this.blocks.find(packet.sequence) === null)
      this.repeats.add(packet, { own, peer }, { frame, time, cameBy: hole === null });
    else this.superfluous++;
    return false;
  }

  private open(packet: Packet, { own, peer, time }: Moment, frame: number): void {
    this.holes.add({ from: own.next, to: packet.sequence, time, ...marksOf(packet) });
    if (peer.hasAck) this.miss(this.holes.takeBelow(peer.lastAck), frame);
  }

  /** @returns the hole that a segment fills, at least in part. */
  private fill({ sequence, payloadLength }: Packet): Hole | null {
    if (this.holes.isEmpty) return null;
    const end = advance(sequence, payloadLength);
    const hole = this.holes.find(sequence) ?? this.holes.find(advance(end, -1));
    this.holes.take(sequence, end);
    return hole;
  }

  /** Sent early: what was sent again meanwhile had not been lost. @returns whether it is no more than a copy. */
  private comeLate(packet: Packet, hole: Hole | null, rival: Repeat | null): boolean {
    if (hole === null && rival === null) return packet.version === 4 && packet.identification > 0;
    this.overtaken++;
    if (hole === null && rival !== null && !rival.isNeedless)
      this.repeats.twice(rival.from, rival.to);
    return false;
  }

  /** What the peer says about this data. Called before its acknowledgment is taken in. */
  acknowledge(packet: Packet, peer: Direction, { frame, isNew }: Heard): void {
    if ((packet.flags & ACK) === 0) return;
    this.repeats.refusals.hear(packet, peer, isNew && !isTwice(packet));
    if (packet.sackBlocks > 0) this.hearBlocks(packet, frame);
    if (peer.hasAck && packet.acknowledgment === peer.lastAck) return;
    this.miss(this.holes.takeBelow(packet.acknowledgment), frame);
    this.blocks.takeBelow(packet.acknowledgment);
    this.repeats.acknowledge(packet, { head: peer.lastAck, isMute: !peer.hasSacked });
  }

  private miss(bytes: number, frame: number): void {
    if (bytes === 0) return;
    this.missedBytes += bytes;
    if (this.firstMissedFrame === 0) this.firstMissedFrame = frame;
  }

  /** The first block may tell of data that came twice; all others, of data that came (RFC 2018, RFC 2883). */
  private hearBlocks(packet: Packet, frame: number): void {
    const { sackEdges, sackBlocks } = packet;
    const [left = 0, right = 0] = sackEdges;
    if (isTwice(packet)) this.repeats.twice(left, right);
    for (let edge = 0; edge < 2 * sackBlocks; edge += 2) {
      const [from = 0, to = 0] = [sackEdges[edge], sackEdges[edge + 1]];
      const isAhead = distance(packet.acknowledgment, from) > 0 && distance(from, to) > 0;
      if (!isAhead) continue;
      this.miss(this.holes.take(from, to), frame);
      this.blocks.add({ from, to });
    }
  }

  /** No more will be known. */
  end(own: Direction, peer: Direction): void {
    this.repeats.end({ own, peer });
  }
}

/** The first block tells of data that came twice: it lies below the acknowledgment, or inside the second block. */
function isTwice({ acknowledgment, sackEdges, sackBlocks }: Packet): boolean {
  const [left = 0, right = 0, nextLeft = 0, nextRight = 0] = sackEdges;
  if (distance(right, acknowledgment) >= 0) return true;
  return sackBlocks > 1 && distance(nextLeft, left) >= 0 && distance(right, nextRight) >= 0;
}

/**
 * Whether data that came by before was sent again, later than the newest. If not, it is in the capture twice; where
 * nothing else tells, time does, and whether other packets are in it twice.
 */
function isSentAgain(packet: Packet, { own, time, handshakeTime }: Moment): boolean {
  const newest = {
    timestamp: own.nextHasTimestamp ? own.nextTimestamp : -1,
    identification: own.nextIdentification,
  };
  // Some senders always write the same identification.
  const isEarly = time - own.nextTime < SHORTEST_TIMEOUT_NANOSECONDS;
  if (!isEarly && packet.identification === own.nextIdentification) return true;
  const order = compareMarks(packet, newest);
  if (order !== 0) return order > 0;
  return own.seenTwice === 0 || isLongAgo(time - own.nextTime, handshakeTime);
}

const isLater = (packet: Packet, moment: Moment, hole: Hole | null): boolean =>
  hole === null ? isSentAgain(packet, moment) : isFilledLater(packet, hole, moment);

/** Whether missing data was sent later than the data behind it. If not, it was overtaken. */
function isFilledLater(packet: Packet, hole: Hole, { time, handshakeTime }: Moment): boolean {
  const order = compareMarks(packet, hole);
  return order === 0 ? isLongAgo(time - hole.time, handshakeTime) : order > 0;
}

const isLongAgo = (since: number, handshakeTime: number): boolean =>
  since >= Math.max(AT_ONCE_NANOSECONDS, handshakeTime / 2);

/**
 * Whether a repetition shows a loss. A peer with SACK corrects what it got without need. Of one without, only the
 * segment that it waits for is known to be missing (its sender may send all behind it again, come or not), and only if
 * it asked for it, or the sender waited for its timeout. Where the snap length hides which it is, its asking counts.
 */
function isWanted({ sequence }: Packet, { own, peer, time }: Moment): boolean {
  if (peer.window === 0) return false;
  if (own.hasInitial && distance(own.initial, sequence) <= 0) return false;
  if (peer.hasSacked || (own.isSackPermitted && peer.isSackPermitted) || !peer.hasAck) return true;
  const isAsked = peer.duplicateAcks > 0;
  const isHidden = own.windowShift === SHIFT_UNKNOWN || peer.windowShift === SHIFT_UNKNOWN;
  if (isHidden && isAsked) return true;
  const isLong = time - own.lastTime >= SHORTEST_TIMEOUT_NANOSECONDS;
  return sequence === peer.lastAck && (isAsked || isLong);
}
