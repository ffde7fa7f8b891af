import type { Packet } from "../packet.ts";
import type { Direction } from "./direction.ts";
import { isIn, type Range } from "./ranges.ts";
import { Refusals } from "./refusals.ts";
import { type Marks, marksOf } from "./sent-later.ts";
import { advance, distance } from "./sequence.ts";

/** That are remembered of a direction. */
const MOST_REPEATS = 64;
const MOST_FRAMES = 8;
/** Assumed of a sender whose segments were not seen. */
const USUAL_PAYLOAD = 1448;

/** Data that was sent again. It was lost, unless the peer tells that it had it, or that something came that it refused. */
export interface Repeat extends Range {
  readonly from: number;
  to: number;
  /** Its first sending came by here: it was lost behind this place. If not, before it. */
  readonly cameBy: boolean;
  times: number;
  frame: number;
  time: number;
  marks: Marks;
  isAcked: boolean;
  isNeedless: boolean;
}

/** A direction and the other one. */
interface Ends {
  readonly own: Direction;
  readonly peer: Direction;
}

/** What of a direction's data was sent again, and the counts of what of it had been lost. Bounded. */
export class Repeats {
  /** Segments, by their bytes: frames may hold several. */
  behind = 0;
  before = 0;
  bytes = 0;
  /** Further losses of data that had been lost before. */
  again = 0;
  needless = 0;
  /** Arrived, and the peer did not take it. */
  refused = 0;
  readonly refusals = new Refusals();
  /** Sent again, and not acknowledged by the end. */
  unanswered = 0;
  /** How often neighbouring segments were lost, and of how many segments the longest such loss was. */
  runs = 0;
  longestRun = 0;
  longestRunFrame = 0;
  /** Of what was lost: when it was sent again. */
  firstTime = -1;
  lastTime = -1;
  readonly frames: number[] = [];
  private run = 0;
  private runTo = 0;
  private readonly waiting: Repeat[] = [];

  /** What the peer acknowledges next may tell something. */
  get isPending(): boolean {
    return this.waiting.some(({ isAcked }) => !isAcked);
  }

  /** Something was sent again that may have been lost. */
  get isEmpty(): boolean {
    return this.waiting.length + this.behind + this.before + this.needless + this.refused === 0;
  }

  find(sequence: number): Repeat | null {
    return this.waiting.find((one) => isIn(sequence, one)) ?? null;
  }

  add(packet: Packet, ends: Ends, at: { frame: number; time: number; cameBy: boolean }): void {
    const { sequence: from, payloadLength } = packet;
    const to = advance(from, payloadLength);
    const known = this.find(from);
    const marks = marksOf(packet);
    if (known && !known.isAcked) {
      known.times++;
      known.time = at.time;
      known.frame = at.frame;
      known.marks = marks;
      if (distance(known.to, to) > 0) known.to = to;
      return;
    }
    if (this.waiting.length === MOST_REPEATS) this.settle(this.waiting.shift(), ends);
    this.waiting.push({ ...at, from, to, times: 1, marks, isAcked: false, isNeedless: false });
  }

  /**
   * The echo tells which sending of the data at `head` came, from where the peer's acknowledgment moves on (RFC 3522).
   * @param isMute the peer has no SACK: then the echo speaks for all that is acknowledged.
   */
  acknowledge(packet: Packet, { head, isMute }: { head: number; isMute: boolean }): void {
    for (const one of this.waiting) {
      if (one.isAcked || distance(one.to, packet.acknowledgment) < 0) continue;
      one.isAcked = true;
      const { timestamp } = one.marks;
      const isEchoed = packet.hasTimestamps && timestamp >= 0 && (isMute || one.from === head);
      if (!isEchoed || distance(packet.timestampEcho, timestamp) <= 0) continue;
      if (one.times > 1) one.times--;
      else one.isNeedless = true;
    }
  }

  /** The peer has it twice. */
  twice(left: number, right: number): void {
    for (const one of this.waiting) {
      const isCovered = distance(left, one.from) >= 0 && distance(one.from, right) > 0;
      if (isCovered && one.times > 1) one.times--;
      else if (isCovered) one.isNeedless = true;
    }
  }

  /** No more will be known: counts what is left. */
  end(ends: Ends): void {
    for (const one of this.waiting.splice(0)) this.settle(one, ends);
  }

  private settle(one: Repeat | undefined, ends: Ends): void {
    if (one === undefined) return;
    if (one.isNeedless) {
      this.needless += one.times;
      return;
    }
    const segments = Math.ceil(distance(one.from, one.to) / segmentSize(ends));
    if (!one.isAcked) {
      this.unanswered += segments;
      return;
    }
    const sendings = segments + one.times - 1;
    const refused = one.cameBy ? this.refusals.explain(sendings) : 0;
    this.refused += refused;
    const lost = sendings - refused;
    if (lost === 0) return;
    const lostFirst = Math.min(segments, lost);
    if (one.cameBy) this.behind += lostFirst;
    else this.before += lostFirst;
    this.again += lost - lostFirst;
    this.bytes += Math.round((distance(one.from, one.to) * one.times * lost) / sendings);
    this.noteLoss(one, lostFirst);
  }

  private noteLoss(one: Repeat, segments: number): void {
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
function segmentSize({ own: { largestPayload }, peer: { maximumSegmentSize } }: Ends): number {
  const most = maximumSegmentSize > 0 ? maximumSegmentSize : USUAL_PAYLOAD;
  return Math.max(1, Math.min(most, largestPayload));
}
