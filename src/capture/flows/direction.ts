import { DirectionRow } from "./direction-row.ts";
import type { InVain } from "./in-vain.ts";
import type { Opening } from "./opening.ts";
import type { Losses } from "./losses.ts";
import { Outstanding, type SentSegment } from "./outstanding.ts";
import type { PathErrors } from "./path-errors.ts";
import type { Reset } from "./reset.ts";
import type { ShutWindow } from "./shut-window.ts";
import { IS_MISSING, IS_SKETCH_BEHIND } from "./row-layout.ts";
import { distance } from "./sequence.ts";
import { columnEnd, put, read, SENT, SENT_AGAIN, SHUT, type Sketch } from "./sketch.ts";
import { OUT_OF_ORDER, RETRANSMISSION, SEEN_TWICE } from "./terms.ts";
import type { TlsStage } from "./tls.ts";

/**
 * One direction of a flow: what its sender has said so far. Numbers of the peer's acknowledgments of this data are in
 * the other direction.
 *
 * Times are nanoseconds since the capture's first frame: whole numbers, exact for a hundred days.
 */
export class Direction extends DirectionRow {
  firstFrame = 0;

  hasInitial = false;
  synFrame = 0;
  finFrame = 0;
  /** Nanoseconds that neither side had said anything before the first FIN. */
  finSilence = 0;
  rstFrame = 0;
  isSackPermitted = false;
  hasTimestamps = false;
  /** Its SYNs or SYN-ACKs, and its first RST. */
  opening: Opening | null = null;
  reset: Reset | null = null;
  /** Range of `hops`; -1 before the first. */
  fewestHops = -1;
  mostHops = -1;

  /** Data that the peer has not acknowledged yet: at the end, what never got through. */
  readonly outstanding = new Outstanding(this);
  /** What of its data was lost; null as long as nothing is missing or sent again. */
  losses: Losses | null = null;
  /** It has told by SACK what it has of the peer's data. */
  hasSacked = false;
  /** The times when its own window was 0; null when it never was. */
  shut: ShutWindow | null = null;
  /** What it sent again, or asked by keep-alive; over when the peer has spoken behind it. */
  inVain: InVain | null = null;
  /** How far its TLS handshake has got; null when no hello was seen. */
  tls: TlsStage | null = null;
  /** What routers and the peer's host said of these packets by ICMP; null when they said nothing. */
  pathErrors: PathErrors | null = null;
  /** Segments larger than the MSS that the peer acknowledged as they were sent: pieces of an unknown size got through. */
  superDelivered = 0;
  /** Of the segments that got through only when they were sent in smaller pieces, the one that was tried most often. */
  shrunk: Shrunk | null = null;
  /** Most times that one segment was sent, of those that were sent again; else 0. */
  mostTimesSent = 0;
  /** Frames that show a packet which an earlier frame has shown. They are in all other counts as well. */
  seenTwice = 0;

  retransmissions = 0;
  fastRetransmissions = 0;
  spuriousRetransmissions = 0;
  retransmittedBytes = 0;
  outOfOrder = 0;
  lostSegments = 0;
  ackedUnseenSegments = 0;
  duplicateAckCount = 0;
  zeroWindows = 0;
  zeroWindowProbes = 0;
  windowFulls = 0;
  windowUpdates = 0;
  keepAlives = 0;

  /** Its course, for a drawing; null when none is wanted, or nothing was sent. */
  get sketch(): Sketch | null {
    return read(this.rows, this.at);
  }

  /** Takes a segment with payload, already remembered, into its drawing. @param begun when the flow began. */
  draw(begun: number, time: number, terms: number): void {
    const isAgain = (terms & (RETRANSMISSION | OUT_OF_ORDER)) !== 0 && (terms & SEEN_TWICE) === 0;
    put(
      this.rows,
      this.at,
      time - begun,
      isAgain ? SENT_AGAIN : SENT,
      distance(this.initial, this.next),
    );
    this.sketchUntil = begun + columnEnd(this.rows, this.at, time - begun);
  }

  /** Its window is at 0. */
  drawShut(begun: number, time: number): void {
    put(this.rows, this.at, time - begun, SHUT, 0);
  }

  /** Draws what the lane left out; before anything else is remembered. */
  catchUp(begun: number): void {
    if (!this.isMarked(IS_SKETCH_BEHIND)) return;
    this.mark(IS_SKETCH_BEHIND, false);
    if (this.sketchUntil === Infinity) return;
    put(this.rows, this.at, this.nextTime - begun, SENT, distance(this.initial, this.next));
  }

  /** Whether the lane must leave the peer's acknowledgments alone. */
  markMissing(): void {
    this.mark(IS_MISSING, this.losses !== null && this.losses.isPending);
  }

  /** The packets take another way than the last one, or another host sends them. */
  noteHops(hops: number): void {
    this.hops = hops;
    if (this.fewestHops < 0 || hops < this.fewestHops) this.fewestHops = hops;
    if (hops > this.mostHops) this.mostHops = hops;
  }

  /** The peer has acknowledged a segment at `time`. */
  delivered(segment: SentSegment, time: number): void {
    const wait = time - segment.firstTime;
    this.deliveredSize(segment);
    if (wait > this.longestWait) {
      this.longestWait = wait;
      this.longestWaitFrame = segment.firstFrame;
    }
    if (segment.times > 1) return;
    if (this.shortestRoundTrip < 0 || wait < this.shortestRoundTrip) this.shortestRoundTrip = wait;
    if (wait > this.longestRoundTrip) this.longestRoundTrip = wait;
  }

  private deliveredSize(segment: SentSegment): void {
    const { isSuper, smallerLength, totalLength, times } = segment;
    if (smallerLength > 0) {
      if (!isSuper && times > (this.shrunk?.times ?? 1)) this.shrunk = shrunkOf(segment);
      return;
    }
    const isPerhapsSuper = this.reducedTo > 0 && totalLength > this.reducedTo;
    if (isSuper || isPerhapsSuper) this.superDelivered++;
    else if (totalLength > this.largestDelivered) {
      this.largestDelivered = totalLength;
      this.largestDeliveredFrame = segment.lastFrame;
    }
  }
}

/** A segment that was sent in vain in one size, and got through in a smaller one. */
export interface Shrunk {
  readonly totalLength: number;
  readonly smallerLength: number;
  readonly times: number;
  readonly isDontFragment: boolean;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

function shrunkOf(segment: SentSegment): Shrunk {
  const { totalLength, smallerLength, times, isDontFragment } = segment;
  const { firstFrame, lastFrame, firstTime, lastTime } = segment;
  const size = { totalLength, smallerLength, times, isDontFragment };
  return { ...size, firstFrame, lastFrame, firstTime, lastTime };
}
