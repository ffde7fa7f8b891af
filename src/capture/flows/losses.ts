import { ACK, type Packet } from "../packet.ts";
import type { Moment } from "./classify.ts";
import type { Direction } from "./direction.ts";
import { isSentLater } from "./sent-later.ts";
import { advance, distance } from "./sequence.ts";
import { KEEP_ALIVE, LOST_SEGMENT, SEEN_TWICE, SPURIOUS_RETRANSMISSION } from "./terms.ts";

/** Holes and repeats that are remembered of a direction. */
const MOST_HOLES = 16;
const MOST_REPEATS = 64;
const MOST_FRAMES = 8;
/** Assumed of a sender whose segments were not seen. */
const USUAL_PAYLOAD = 1448;
/** Everything below a number, as far as numbers can be told from those above. */
const HALF = 2 ** 30;
/** These say why something is below what was expected; it was not lost. */
const NO_LOSS = SEEN_TWICE | SPURIOUS_RETRANSMISSION | KEEP_ALIVE;

/** Data that never came by: `from`, and up to `to`. */
interface Hole {
  from: number;
  to: number;
}

/** Data that was sent again. It was lost, unless the peer tells that it had it. */
interface Repeat {
  readonly from: number;
  to: number;
  /** Its first sending came by here: it was lost behind this place. If not, before it. */
  readonly cameBy: boolean;
  times: number;
  frame: number;
  time: number;
  readonly timestamp: number;
  isAcked: boolean;
  isNeedless: boolean;
}

/**
 * What of one direction's data was lost, and on which side of the place where the capture was taken.
 *
 * Data that came by and was sent again was lost behind this place; data that never came by and was sent again was lost
 * before it; data that never came by, and that the peer has all the same, was missed by the capture. Data that comes
 * late and was sent early was overtaken. What the peer says it got twice (D-SACK, RFC 2883; without SACK: an
 * acknowledgment that echoes the first sending, RFC 3522) was sent again without need.
 */
export class Losses {
  /** Segments, by their bytes: frames may hold several. */
  behind = 0;
  before = 0;
  bytes = 0;
  /** Further losses of data that had been lost before. */
  again = 0;
  needless = 0;
  overtaken = 0;
  missedBytes = 0;
  firstMissedFrame = 0;
  /** Sent again, and not answered until the end. */
  unanswered = 0;
  /** How often neighbouring segments were lost, and of how many segments the longest such loss was. */
  runs = 0;
  longestRun = 0;
  longestRunFrame = 0;
  /** Of what was lost: when it was sent again. */
  firstTime = -1;
  lastTime = -1;
  readonly frames: number[] = [];
  /** Something was sent again that may have been lost. */
  isSentAgain = false;
  private run = 0;
  private runTo = 0;
  private readonly holes: Hole[] = [];
  private readonly repeats: Repeat[] = [];

  /** Data is missing, and data behind it came by. */
  get hasHole(): boolean {
    return this.holes.length > 0;
  }

  /** What the peer acknowledges next may tell something. */
  get isPending(): boolean {
    return this.holes.length > 0 || this.repeats.some(({ isAcked }) => !isAcked);
  }

  /** A segment with payload that is ahead of what was expected, or below it. Called before `own` takes it in. */
  add(packet: Packet, moment: Moment, { terms, frame }: { terms: number; frame: number }): void {
    const { own, peer } = moment;
    if ((terms & LOST_SEGMENT) !== 0) return this.open(own.next, packet.sequence, { peer, frame });
    if ((terms & NO_LOSS) !== 0 || !own.hasNext || distance(packet.sequence, own.next) <= 0) return;
    const isFill = this.fill(packet);
    if (!isSentLater(packet, moment)) {
      if (isFill) this.overtaken++;
      return;
    }
    if (isFill || isWanted(packet, own, peer))
      this.repeat(packet, moment, { frame, cameBy: !isFill });
  }

  private open(
    from: number,
    to: number,
    { peer, frame }: { peer: Direction; frame: number },
  ): void {
    this.holes.push({ from, to });
    if (this.holes.length > MOST_HOLES) this.holes.shift();
    if (peer.hasAck) this.miss(this.close(advance(peer.lastAck, -HALF), peer.lastAck), frame);
  }

  /** Whether a segment holds data that never came by; that is no hole any more. */
  private fill({ sequence, payloadLength }: Packet): boolean {
    return this.close(sequence, advance(sequence, payloadLength)) > 0;
  }

  /** Takes a range out of the holes. @returns how many bytes of it were missing. */
  private close(from: number, to: number): number {
    let closed = 0;
    for (let index = this.holes.length - 1; index >= 0; index--) {
      const hole = this.holes[index];
      if (hole === undefined) continue;
      const start = distance(hole.from, from) > 0 ? from : hole.from;
      const end = distance(to, hole.to) > 0 ? to : hole.to;
      const common = distance(start, end);
      if (common <= 0) continue;
      closed += common;
      const rest = [
        { from: hole.from, to: start },
        { from: end, to: hole.to },
      ].filter((part) => distance(part.from, part.to) > 0);
      this.holes.splice(index, 1, ...rest);
    }
    if (this.holes.length > MOST_HOLES) this.holes.shift();
    return closed;
  }

  private repeat(
    packet: Packet,
    { own, peer, time }: Moment,
    { frame, cameBy }: { frame: number; cameBy: boolean },
  ): void {
    const { sequence, payloadLength } = packet;
    this.isSentAgain = true;
    const to = advance(sequence, payloadLength);
    const known = this.repeats.find(
      (one) => distance(one.from, sequence) >= 0 && distance(sequence, one.to) > 0,
    );
    if (known && !known.isAcked) {
      known.times++;
      known.time = time;
      known.frame = frame;
      if (distance(known.to, to) > 0) known.to = to;
      return;
    }
    if (this.repeats.length === MOST_REPEATS) this.settle(this.repeats.shift(), own, peer);
    const timestamp = packet.hasTimestamps ? packet.timestampValue : -1;
    const flags = { isAcked: false, isNeedless: false };
    this.repeats.push({ from: sequence, to, cameBy, times: 1, frame, time, timestamp, ...flags });
  }

  /** What the peer says about this data. Called before its acknowledgment is taken in. */
  acknowledge(packet: Packet, peer: Direction, frame: number): void {
    if ((packet.flags & ACK) === 0) return;
    const { acknowledgment, sackBlocks } = packet;
    if (sackBlocks > 0) this.sacked(packet, frame);
    if (peer.hasAck && acknowledgment === peer.lastAck) return;
    if (this.holes.length > 0)
      this.miss(this.close(advance(acknowledgment, -HALF), acknowledgment), frame);
    for (const one of this.repeats) {
      if (one.isAcked || distance(one.to, acknowledgment) < 0) continue;
      one.isAcked = true;
      const isEchoed = !peer.hasSacked && packet.hasTimestamps && one.timestamp >= 0;
      if (isEchoed && distance(packet.timestampEcho, one.timestamp) > 0) one.isNeedless = true;
    }
  }

  private miss(bytes: number, frame: number): void {
    if (bytes === 0) return;
    this.missedBytes += bytes;
    if (this.firstMissedFrame === 0) this.firstMissedFrame = frame;
  }

  /** The first block may tell of data that came twice; all others, of data that came (RFC 2018, RFC 2883). */
  private sacked({ acknowledgment, sackEdges, sackBlocks }: Packet, frame: number): void {
    const [left = 0, right = 0, nextLeft = 0, nextRight = 0] = sackEdges;
    const isBelow = distance(right, acknowledgment) >= 0;
    const isInside =
      sackBlocks > 1 && distance(nextLeft, left) >= 0 && distance(right, nextRight) >= 0;
    if (isBelow || isInside) this.twice(left, right);
    if (this.holes.length === 0) return;
    for (let edge = isBelow ? 2 : 0; edge < 2 * sackBlocks; edge += 2) {
      const [from = 0, to = 0] = [sackEdges[edge], sackEdges[edge + 1]];
      this.miss(this.close(from, to), frame);
    }
  }

  private twice(left: number, right: number): void {
    for (const one of this.repeats) {
      const isIn = distance(left, one.from) >= 0 && distance(one.from, right) > 0;
      if (isIn && one.times > 1) one.times--;
      else if (isIn) one.isNeedless = true;
    }
  }

  /** No more will be known: counts what is left. */
  end(own: Direction, peer: Direction): void {
    for (const one of this.repeats.splice(0)) this.settle(one, own, peer);
  }

  private settle(one: Repeat | undefined, own: Direction, peer: Direction): void {
    if (one === undefined) return;
    if (one.isNeedless) {
      this.needless += one.times;
      return;
    }
    const segments = Math.ceil(distance(one.from, one.to) / segmentSize(own, peer));
    if (!one.isAcked) {
      this.unanswered += segments;
      return;
    }
    if (one.cameBy) this.behind += segments;
    else this.before += segments;
    this.again += one.times - 1;
    this.bytes += distance(one.from, one.to) * one.times;
    if (this.firstTime < 0) this.firstTime = one.time;
    this.lastTime = one.time;
    if (this.frames.length < MOST_FRAMES) this.frames.push(one.frame);
    this.lengthen(one, segments);
  }

  private lengthen(one: Repeat, segments: number): void {
    const isNeighbour = this.runs > 0 && one.from === this.runTo;
    if (!isNeighbour) this.runs++;
    this.run = isNeighbour ? this.run + segments : segments;
    this.runTo = one.to;
    if (this.run <= this.longestRun) return;
    this.longestRun = this.run;
    this.longestRunFrame = one.frame;
  }
}

/** Payload of a full segment on the wire: what was captured may be larger. */
function segmentSize({ largestPayload }: Direction, { maximumSegmentSize }: Direction): number {
  const most = maximumSegmentSize > 0 ? maximumSegmentSize : USUAL_PAYLOAD;
  return Math.max(1, Math.min(most, largestPayload));
}

/**
 * Whether a repetition shows a loss. A peer with SACK corrects what it got without need; of one without, only the
 * segment that it waits for is known to be missing: its sender may send all behind it again, come or not.
 */
function isWanted({ sequence }: Packet, own: Direction, peer: Direction): boolean {
  if (peer.window === 0) return false;
  if (own.hasInitial && distance(own.initial, sequence) <= 0) return false;
  if (peer.hasSacked || (own.isSackPermitted && peer.isSackPermitted)) return true;
  return !peer.hasAck || sequence === peer.lastAck;
}
