import type { Opening } from "./opening.ts";
import type { Losses } from "./losses.ts";
import { Outstanding, type SentSegment } from "./outstanding.ts";
import type { PathErrors } from "./path-errors.ts";
import type { Reset } from "./reset.ts";
import type { ShutWindow } from "./shut-window.ts";
import type { Sketch } from "./sketch.ts";
import type { TlsStage } from "./tls.ts";

/** No window scale option was seen, because no SYN was seen. */
export const SHIFT_UNKNOWN = -1;
/** A SYN was seen, and had none: windows are as written. */
export const SHIFT_NONE = -2;

/**
 * One direction of a flow: what its sender has said so far. Numbers of the peer's acknowledgments of this data are in
 * the other direction.
 *
 * Times are nanoseconds since the capture's first frame: whole numbers, exact for a hundred days.
 */
export class Direction {
  segments = 0;
  /** Payload, retransmitted bytes included. */
  bytes = 0;
  /** Largest payload of one segment. */
  largestPayload = 0;
  firstFrame = 0;
  lastFrame = 0;
  lastTime = 0;

  /** Initial sequence number; guessed from the peer's first acknowledgment when no SYN was seen. */
  hasInitial = false;
  initial = 0;
  synFrame = 0;
  finFrame = 0;
  rstFrame = 0;
  /** Of the SYN; -1 when none was seen, or it had no such option. */
  maximumSegmentSize = -1;
  windowShift = SHIFT_UNKNOWN;
  isSackPermitted = false;
  hasTimestamps = false;
  /** Its SYNs or SYN-ACKs, and its first RST. */
  opening: Opening | null = null;
  reset: Reset | null = null;
  /** Time to live (hop limit) of the last packet that was no RST, and the range of it; -1 before the first. */
  hops = -1;
  fewestHops = -1;
  mostHops = -1;

  /** Highest sequence number expected next; `nextTime` is when a segment last moved it. */
  hasNext = false;
  next = 0;
  nextTime = 0;
  /** The marks of that segment's sender: IPv4 identification, timestamp. */
  nextIdentification = 0;
  nextHasTimestamp = false;
  nextTimestamp = 0;
  /** Up to here all was seen without a hole: the peer cannot acknowledge more unless the capture missed something. */
  contiguous = 0;
  /** The peer acknowledged more, it was said, and nothing came of this side since: saying it again tells nothing. */
  isGapTold = false;

  hasAck = false;
  lastAck = 0;
  lastAckTime = 0;
  duplicateAcks = 0;
  /** As in the header of the last segment. */
  window = -1;
  /** That window was in a SYN, where no scale applies. */
  isWindowUnscaled = false;
  /** What the last segment was, see `terms.ts`. */
  lastTerms = 0;

  /** Identification, sequence and acknowledgment of the last segment without payload: is the next the same packet? */
  lastIdentification = -1;
  lastEmptySequence = 0;
  lastEmptyAck = 0;

  /** Data that the peer has not acknowledged yet: at the end, what never got through. */
  readonly outstanding = new Outstanding();
  /** What of its data was lost; null as long as nothing is missing or sent again. */
  losses: Losses | null = null;
  /** It has told by SACK what it has of the peer's data. */
  hasSacked = false;
  /** The times when its own window was 0; null when it never was. */
  shut: ShutWindow | null = null;
  /** Its course, for a drawing; null when none is wanted, or nothing was sent. */
  sketch: Sketch | null = null;
  /** How far its TLS handshake has got; null when no hello was seen. */
  tls: TlsStage | null = null;
  /** What routers and the peer's host said of these packets by ICMP; null when they said nothing. */
  pathErrors: PathErrors | null = null;
  /** Largest segment, as an IP packet, that the peer acknowledged, and the frame that showed it last. */
  largestDelivered = 0;
  largestDeliveredFrame = 0;
  /** Segments larger than the MSS that the peer acknowledged as they were sent: pieces of an unknown size got through. */
  superDelivered = 0;
  /**
   * IP length that the sender went down to after it had tried a larger one in vain; 0 if it did not. What it sends later
   * and is larger may be a super-segment, though it is below the peer's MSS.
   */
  reducedTo = 0;
  /** Of the segments that got through only when they were sent in smaller pieces, the one that was tried most often. */
  shrunk: Shrunk | null = null;
  /**
   * Nanoseconds from a segment to its acknowledgment, of segments that were sent once: the round trip from where the
   * capture was taken to the peer. -1 when there was none.
   */
  shortestRoundTrip = -1;
  longestRoundTrip = -1;
  /** Longest wait of a segment from when it was first sent to its acknowledgment, retransmissions included. */
  longestWait = 0;
  longestWaitFrame = 0;
  /** Most times that one segment was sent, of those that were sent again; else 0. */
  mostTimesSent = 0;
  /** Segments of more payload than the peer's MSS: not split yet by the sender's card, or put together by the receiver's. */
  superSegments = 0;
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
