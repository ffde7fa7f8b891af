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

  /** Highest sequence number expected next; `nextTime` is when a segment last moved it. */
  hasNext = false;
  next = 0;
  nextTime = 0;
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
}
