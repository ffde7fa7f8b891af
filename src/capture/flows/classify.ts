import { ACK, FIN, type Packet, RST, SYN } from "../packet.ts";
import type { Direction } from "./direction.ts";
import { SHIFT_NONE, SHIFT_UNKNOWN } from "./row-layout.ts";
import { advance, distance } from "./sequence.ts";
import {
  ACKED_UNSEEN_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from "./terms.ts";

const CONTROL = SYN | FIN | RST;
/** A fast retransmission follows its third duplicate acknowledgment at once. */
const FAST_NANOSECONDS = 20_000_000;
/** Segments overtake each other by less than this when the round trip is not known. */
const REORDERING_NANOSECONDS = 3_000_000;

/** One segment in its two directions. `handshakeTime` is the flow's, -1 when not known. */
export interface Moment {
  readonly own: Direction;
  readonly peer: Direction;
  readonly time: number;
  readonly handshakeTime: number;
}

/** What a segment is, judged by what both sides have said before; changes nothing. See `terms.ts`. */
export function classify(packet: Packet, moment: Moment): number {
  const { own, peer } = moment;
  const isExpected = own.hasNext && packet.sequence === own.next;
  if (packet.payloadLength === 1 && isExpected && peer.window === 0)
    return ZERO_WINDOW_PROBE | acknowledging(packet, moment);
  const ahead = own.hasNext ? distance(own.next, packet.sequence) : 0;
  let terms = ahead > 0 && (packet.flags & RST) === 0 ? LOST_SEGMENT : 0;
  if ((packet.flags & CONTROL) === 0) terms |= plain(packet, moment, ahead);
  return terms | acknowledging(packet, moment) | sentBefore(packet, moment, terms);
}

/** Segments without SYN, FIN, RST: windows and keep-alives. */
function plain(packet: Packet, { own, peer }: Moment, ahead: number): number {
  let terms = packet.window === 0 ? ZERO_WINDOW : 0;
  if (packet.payloadLength > 0) terms |= fillsWindow(packet, peer) ? WINDOW_FULL : 0;
  else if (own.hasNext && ahead === 0) terms |= repeated(packet, own, peer);
  return own.hasNext && ahead === -1 && packet.payloadLength <= 1 ? terms | KEEP_ALIVE : terms;
}

/** Empty segments where the last one was: only window and acknowledgment tell what they are for. */
function repeated(packet: Packet, own: Direction, peer: Direction): number {
  const isSameAck = own.hasAck && packet.acknowledgment === own.lastAck;
  const isSameWindow = packet.window === own.window;
  const isAnswerToProbe = (peer.lastTerms & ZERO_WINDOW_PROBE) !== 0;
  if (packet.window === 0) {
    const isNextAck = own.hasAck && packet.acknowledgment === advance(own.lastAck, 1);
    return isSameWindow && isAnswerToProbe && (isSameAck || isNextAck) ? ZERO_WINDOW_PROBE_ACK : 0;
  }
  if (!isSameAck) return 0;
  if (!isSameWindow) return WINDOW_UPDATE;
  return (peer.lastTerms & KEEP_ALIVE) === 0 ? DUPLICATE_ACK : KEEP_ALIVE_ACK;
}

function fillsWindow(packet: Packet, peer: Direction): boolean {
  if (peer.windowShift === SHIFT_UNKNOWN || !peer.hasAck) return false;
  const isScaled = peer.windowShift !== SHIFT_NONE && !peer.isWindowUnscaled;
  const window = peer.window * (isScaled ? 2 ** peer.windowShift : 1);
  const edge = (peer.lastAck + window) % 2 ** 32;
  return advance(packet.sequence, packet.payloadLength) === edge;
}

function acknowledging(packet: Packet, { peer }: Moment): number {
  const isBeyond =
    (packet.flags & ACK) !== 0 &&
    peer.hasNext &&
    !peer.isGapTold &&
    distance(peer.contiguous, packet.acknowledgment) > 0;
  return isBeyond ? ACKED_UNSEEN_SEGMENT : 0;
}

/** Data, SYN or FIN below what was expected next: overtaken, or sent again. */
function sentBefore(packet: Packet, moment: Moment, terms: number): number {
  const { own, peer } = moment;
  const { payloadLength } = packet;
  const isCounted = (packet.flags & (SYN | FIN)) !== 0;
  if (payloadLength === 0 && !isCounted) return 0;
  const end = advance(packet.sequence, payloadLength);
  const below = own.hasNext ? distance(packet.sequence, own.next) : 0;
  const isAcked = payloadLength > 0 && peer.hasAck && distance(end, peer.lastAck) >= 0;
  if ((terms & KEEP_ALIVE) !== 0) return 0;
  if (isAcked && (below > 0 || !own.hasNext)) return RETRANSMISSION | SPURIOUS_RETRANSMISSION;
  if (below <= 0) return 0;
  // One byte below is where a probe of a shut window was; what begins there and is longer is new.
  if (payloadLength > 1 && below === 1) return 0;
  return howSentBefore(packet, moment, advance(end, isCounted ? 1 : 0));
}

function howSentBefore(packet: Packet, moment: Moment, next: number): number {
  const { own, peer, time, handshakeTime } = moment;
  const isAskedFor = peer.duplicateAcks >= 2 && peer.lastAck === packet.sequence;
  if (isAskedFor && time - peer.lastAckTime < FAST_NANOSECONDS)
    return RETRANSMISSION | FAST_RETRANSMISSION;
  const overtaking = handshakeTime > 0 ? handshakeTime : REORDERING_NANOSECONDS;
  const isOvertaken = time - own.nextTime < overtaking && next !== own.next;
  return isOvertaken ? OUT_OF_ORDER : RETRANSMISSION;
}
