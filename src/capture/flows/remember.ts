import { ACK, FIN, type Packet, RST, SYN } from "../packet.ts";
import type { Moment } from "./classify.ts";
import type { Direction } from "./direction.ts";
import { askInVain } from "./in-vain.ts";
import { Losses } from "./losses.ts";
import { Opening } from "./opening.ts";
import { SHORTEST_TIMEOUT_NANOSECONDS } from "./outstanding.ts";
import { Reset } from "./reset.ts";
import { SHIFT_NONE } from "./row-layout.ts";
import { advance, distance } from "./sequence.ts";
import { ShutWindow } from "./shut-window.ts";
import { beginsTls, TlsStage } from "./tls.ts";
import {
  ACKED_UNSEEN_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SEEN_TWICE,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from "./terms.ts";

/** Windows above 1 GiB do not exist: a larger shift counts as this one (RFC 7323 2.3). */
const LARGEST_SHIFT = 14;

/** Data that is not what was expected next. */
const OFF_COURSE = LOST_SEGMENT | RETRANSMISSION | OUT_OF_ORDER;
const TROUBLE = OFF_COURSE | ZERO_WINDOW;
/** What asks a receiver whether its window is still shut: Linux and BSD probe, others send the same data again. */
const ASKS = KEEP_ALIVE | ZERO_WINDOW_PROBE | RETRANSMISSION;
/** A RST may say why in a few words (RFC 9293 3.5.3); one with a segment's worth of data is a damaged header. */
const LONGEST_REASON = 128;

/**
 * Takes a classified segment into what is known of its direction.
 * @returns the terms, with SEEN_TWICE if it is.
 */
// oxlint-disable-next-line max-params -- called for each segment: a record of the four would be made for each
export function remember(packet: Packet, moment: Moment, found: number, frame: number): number {
  const { own, peer, time } = moment;
  let terms =
    found | (packet.payloadLength > 0 ? sent(packet, moment, frame) : empty(packet, moment));
  own.segments++;
  own.bytes += packet.payloadLength;
  if (packet.payloadLength > own.largestPayload) own.largestPayload = packet.payloadLength;
  if (own.firstFrame === 0) own.firstFrame = frame;
  own.lastFrame = frame;
  if ((terms & TROUBLE) !== 0 || hasBeenShut(moment))
    terms |= followTrouble(packet, moment, { terms, frame });
  if (own.reset !== null) own.reset.follow(packet, frame, time);
  if (packet.hops !== own.hops && (packet.flags & RST) === 0) own.noteHops(packet.hops);
  if ((packet.flags & (SYN | FIN | RST)) !== 0) control(packet, moment, frame);
  initials(packet, own, peer);
  advanceNext(packet, own, { time, terms });
  if (packet.payloadLength > 0) followTls(packet, own, frame);
  if (packet.sackBlocks > 0 || peer.losses !== null) hear(packet, moment, terms, frame);
  acknowledge(packet, moment, terms);
  own.lastTime = time;
  own.window = packet.window;
  own.isWindowUnscaled = (packet.flags & SYN) !== 0;
  own.lastTerms = terms;
  if (terms !== 0) {
    count(own, terms, packet.payloadLength);
    askInVain(packet, moment, terms, frame);
  }
  return terms;
}

/** Notes a segment with payload among those that wait for the peer. @returns SEEN_TWICE or 0. */
function sent(packet: Packet, moment: Moment, frame: number): number {
  const { own, peer, time } = moment;
  const mss = peer.maximumSegmentSize;
  if (mss > 0 && packet.payloadLength > mss) own.superSegments++;
  const isNew = !own.hasNext || distance(own.next, packet.sequence) >= 0;
  const known = isNew ? null : own.outstanding.find(packet);
  if (known === null) {
    if (!isNew && own.outstanding.wasSeen(packet, time)) return SEEN_TWICE;
    if (!isNew && own.outstanding.split(packet)) own.reducedTo = packet.totalLength;
    wait(packet, moment, frame);
    return 0;
  }
  if (known.isSeenTwice(packet, time)) return SEEN_TWICE;
  known.sendAgain(packet, frame, time);
  if (known.times > own.mostTimesSent) own.mostTimesSent = known.times;
  return 0;
}

/** A segment that was not seen before waits for the peer's acknowledgment, unless it has come already. */
function wait(packet: Packet, { own, peer, time }: Moment, frame: number): void {
  const isWaiting = !peer.hasAck || distance(peer.lastAck, packet.sequence) >= 0;
  if (!isWaiting) return;
  const mss = peer.maximumSegmentSize;
  own.outstanding.add(packet, frame, time, mss > 0 && packet.payloadLength > mss);
}

/** SYN, FIN and bare acknowledgments: the same packet is only ever looked for right behind it. */
function empty(packet: Packet, { own, time }: Moment): number {
  const { identification, sequence, acknowledgment } = packet;
  const isTwice =
    packet.version === 4 &&
    identification !== 0 &&
    time - own.lastTime < SHORTEST_TIMEOUT_NANOSECONDS &&
    identification === own.lastIdentification &&
    sequence === own.lastEmptySequence &&
    acknowledgment === own.lastEmptyAck;
  own.lastIdentification = identification;
  own.lastEmptySequence = sequence;
  own.lastEmptyAck = acknowledgment;
  return isTwice ? SEEN_TWICE : 0;
}

/** What this side says of the peer's data. Called before its acknowledgment is taken in. */
function hear(packet: Packet, { own, peer }: Moment, terms: number, frame: number): void {
  if (packet.sackBlocks > 0) {
    own.hasSacked = true;
    peer.outstanding.sacked(packet, frame);
  }
  if (peer.losses === null) return;
  // An empty segment without an identification may be there twice wherever data is.
  const isTold = peer.seenTwice === 0 || (packet.version === 4 && packet.identification !== 0);
  const isNew = isTold && (terms & SEEN_TWICE) === 0;
  peer.losses.acknowledge(packet, own, { frame, isNew });
}

const hasBeenShut = ({ own, peer }: Moment): boolean => own.shut !== null || peer.shut !== null;

/** @returns SEEN_TWICE or 0. */
function followTrouble(
  packet: Packet,
  moment: Moment,
  told: { terms: number; frame: number },
): number {
  const { own } = moment;
  const isOff = (told.terms & OFF_COURSE) !== 0 && packet.payloadLength > 0;
  const isTwice = isOff && (own.losses ??= new Losses()).add(packet, moment, told);
  followWindow(packet, moment, told);
  return isTwice ? SEEN_TWICE : 0;
}

/** The times when a window is 0, and what the other side does meanwhile. */
function followWindow(
  packet: Packet,
  { own, peer, time }: Moment,
  { terms, frame }: { terms: number; frame: number },
): void {
  if ((packet.flags & (SYN | RST)) !== 0 || (terms & SEEN_TWICE) !== 0) return;
  if ((terms & ZERO_WINDOW) !== 0) {
    const unacknowledged = Math.max(0, distance(packet.acknowledgment, peer.next));
    const isFull = (peer.lastTerms & WINDOW_FULL) !== 0;
    (own.shut ??= new ShutWindow()).shut({ frame, time }, { isFull, unacknowledged });
  } else if (packet.window > 0) own.shut?.open(frame, time);
  if (peer.shut === null) return;
  if (!peer.shut.isShut) {
    if (packet.payloadLength > 0) peer.shut.sent(packet.payloadLength, time);
  } else if ((terms & ASKS) !== 0) peer.shut.probe(frame, time);
}

function control(packet: Packet, moment: Moment, frame: number): void {
  const { own, peer, time } = moment;
  if ((packet.flags & FIN) !== 0) {
    if (own.finFrame === 0) own.finSilence = time - Math.max(own.lastTime, peer.lastTime);
    own.finFrame = frame;
  }
  if ((packet.flags & RST) !== 0) {
    own.rstFrame = frame;
    if (packet.payloadLength <= LONGEST_REASON) own.reset ??= new Reset(packet, moment, frame);
  }
  if ((packet.flags & SYN) === 0) return;
  own.synFrame = frame;
  if (own.opening === null) own.opening = new Opening(packet, frame, time);
  else own.opening.again(packet, frame, time);
  if (packet.areOptionsCut) return;
  own.maximumSegmentSize = packet.maximumSegmentSize;
  own.windowShift =
    packet.windowShift < 0 ? SHIFT_NONE : Math.min(packet.windowShift, LARGEST_SHIFT);
  own.isSackPermitted = packet.isSackPermitted;
  own.hasTimestamps = packet.hasTimestamps;
}

function initials(packet: Packet, own: Direction, peer: Direction): void {
  if (!own.hasInitial) {
    own.hasInitial = true;
    own.initial = (packet.flags & SYN) === 0 ? advance(packet.sequence, -1) : packet.sequence;
  }
  if (!peer.hasInitial && (packet.flags & ACK) !== 0) {
    peer.hasInitial = true;
    peer.initial = advance(packet.acknowledgment, -1);
  }
}

/** The byte of a zero window probe is not counted as sent: the peer throws it away as a rule. */
function advanceNext(
  packet: Packet,
  own: Direction,
  { time, terms }: { time: number; terms: number },
): void {
  if ((terms & ZERO_WINDOW_PROBE) !== 0) return;
  own.isGapTold = false;
  const isCounted = (packet.flags & (SYN | FIN)) !== 0;
  const next = advance(packet.sequence, packet.payloadLength + (isCounted ? 1 : 0));
  const isFirst = !own.hasNext;
  if (isFirst || distance(own.next, next) > 0) {
    own.hasNext = true;
    own.next = next;
    own.nextTime = time;
    own.nextIdentification = packet.identification;
    own.nextHasTimestamp = packet.hasTimestamps;
    own.nextTimestamp = packet.hasTimestamps ? packet.timestampValue : 0;
  }
  if (isFirst || packet.sequence === own.contiguous) own.contiguous = own.next;
}

/** A stream is followed from its first hello on, be it the first bytes or behind a STARTTLS. */
function followTls(packet: Packet, own: Direction, frame: number): void {
  const { bytes, payloadAt: at, payloadCaptured: captured, sequence } = packet;
  if (own.tls === null) {
    if (!beginsTls(bytes, at, captured)) return;
    own.tls = new TlsStage(sequence);
  }
  if (own.tls.isLost) return;
  own.tls.add(bytes, { sequence, length: packet.payloadLength, captured, at, frame });
  own.followTls(own.tls);
}

function acknowledge(packet: Packet, { own, peer, time }: Moment, terms: number): void {
  const { acknowledgment } = packet;
  if ((terms & ACKED_UNSEEN_SEGMENT) !== 0) {
    peer.contiguous = peer.next;
    peer.isGapTold = true;
  }
  // Some receivers do take the byte of a probe.
  const tookProbe = (terms & ZERO_WINDOW_PROBE_ACK) !== 0 && acknowledgment !== own.lastAck;
  if (tookProbe) peer.contiguous = peer.next = acknowledgment;
  if (acknowledgment !== own.lastAck) own.duplicateAcks = 0;
  else if ((terms & DUPLICATE_ACK) !== 0) own.duplicateAcks++;
  own.hasAck = (packet.flags & ACK) !== 0;
  if (own.hasAck) peer.outstanding.acknowledge(acknowledgment, time, peer);
  own.lastAck = acknowledgment;
  own.lastAckTime = time;
}

function count(own: Direction, terms: number, payloadLength: number): void {
  if ((terms & RETRANSMISSION) !== 0) {
    own.retransmissions++;
    own.retransmittedBytes += payloadLength;
    if ((terms & FAST_RETRANSMISSION) !== 0) own.fastRetransmissions++;
    if ((terms & SPURIOUS_RETRANSMISSION) !== 0) own.spuriousRetransmissions++;
  }
  if ((terms & OUT_OF_ORDER) !== 0) own.outOfOrder++;
  if ((terms & LOST_SEGMENT) !== 0) own.lostSegments++;
  if ((terms & ACKED_UNSEEN_SEGMENT) !== 0) own.ackedUnseenSegments++;
  if ((terms & DUPLICATE_ACK) !== 0) own.duplicateAckCount++;
  if ((terms & SEEN_TWICE) !== 0) own.seenTwice++;
  countWindow(own, terms);
}

function countWindow(own: Direction, terms: number): void {
  if ((terms & ZERO_WINDOW) !== 0) own.zeroWindows++;
  if ((terms & ZERO_WINDOW_PROBE) !== 0) own.zeroWindowProbes++;
  if ((terms & WINDOW_FULL) !== 0) own.windowFulls++;
  if ((terms & WINDOW_UPDATE) !== 0) own.windowUpdates++;
  if ((terms & KEEP_ALIVE) !== 0) own.keepAlives++;
}
