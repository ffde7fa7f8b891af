import { ACK, type Packet, RST, SYN } from "../packet.ts";
import type { Moment } from "./classify.ts";
import { placeOf } from "./opening.ts";
import { advance, distance } from "./sequence.ts";
import { WINDOW_FULL } from "./terms.ts";

/** Frames of two network cards' queues may be captured in another order than they were sent, by less than this. */
const DISORDER_NANOSECONDS = 20_000_000;

/**
 * The first RST of one direction, what its sender and the peer had said until then, and what came after it. Times are
 * nanoseconds since the first frame.
 */
export class Reset {
  readonly frame: number;
  readonly time: number;
  readonly sequence: number;
  /** The handshake was complete. */
  readonly isEstablished: boolean;
  /** How far it lies behind the data that its sender was seen to send; null when nothing else of it was seen. */
  readonly ahead: number | null;
  /** It answers a SYN, and acknowledges it: no host takes another one for an answer (RFC 9293 3.10.7.3). */
  readonly isRefusal: boolean;
  readonly hops: number;
  readonly identification: number;
  readonly window: number;
  readonly hasTimestamps: boolean;
  readonly areOptionsCut: boolean;
  /** The sender's data that the peer had not acknowledged, and the peer's that the sender had not. */
  readonly unacknowledged: number;
  readonly unread: number;
  /** Payload of either until then, retransmitted bytes included. */
  readonly ownBytes: number;
  readonly peerBytes: number;
  readonly isAfterOwnFin: boolean;
  readonly isAfterPeerFin: boolean;
  readonly finSilence: number;
  /** The peer had filled the sender's window, or found it at 0: it had more to send. */
  readonly isPeerHeld: boolean;
  /** New data of the peer came after the sender's last. */
  readonly isPeersTurn: boolean;
  /** Since either side's last segment. */
  readonly silence: number;
  /** From the sender's last segment to the peer's last new data; 0 if there was none. */
  readonly pause: number;
  frames = 1;
  /** CAME_IN, WENT_OUT or both; 0 when the capture does not tell. */
  places: number;
  /** Segments that its sender went on with as if there had been no RST: the first one's frame, and how many. */
  framesAfter = 0;
  firstFrameAfter = 0;
  /** A SYN followed: the handshake was tried again. */
  isTriedAgain = false;

  constructor(packet: Packet, { own, peer, time, handshakeTime }: Moment, frame: number) {
    this.frame = frame;
    this.isEstablished = handshakeTime >= 0;
    this.time = time;
    this.sequence = packet.sequence;
    this.ahead = own.hasNext ? distance(own.next, packet.sequence) : null;
    this.isRefusal =
      own.opening === null &&
      peer.opening !== null &&
      (packet.flags & ACK) !== 0 &&
      packet.acknowledgment === advance(peer.initial, 1);
    this.hops = packet.hops;
    this.identification = packet.identification;
    this.window = packet.window;
    this.hasTimestamps = packet.hasTimestamps;
    this.areOptionsCut = packet.areOptionsCut;
    this.unacknowledged = waiting(own, peer);
    this.unread = waiting(peer, own);
    this.ownBytes = own.bytes;
    this.peerBytes = peer.bytes;
    this.isAfterOwnFin = own.finFrame > 0;
    this.isAfterPeerFin = peer.finFrame > 0;
    this.finSilence = own.finSilence;
    this.isPeerHeld = own.window === 0 || (peer.lastTerms & WINDOW_FULL) !== 0;
    this.isPeersTurn = peer.nextTime > own.nextTime;
    this.silence = time - Math.max(own.lastTime, peer.lastTime);
    this.pause = this.isPeersTurn ? Math.max(0, peer.nextTime - own.lastTime) : 0;
    this.places = placeOf(packet);
  }

  /** A later segment of the same sender. */
  follow(packet: Packet, frame: number, time: number): void {
    if ((packet.flags & RST) !== 0) {
      this.frames++;
      this.places |= placeOf(packet);
    } else if ((packet.flags & SYN) !== 0) this.isTriedAgain = true;
    else if (this.isBeyond(packet, time)) {
      this.framesAfter++;
      if (this.firstFrameAfter === 0) this.firstFrameAfter = frame;
    }
  }

  /** Not merely captured after the RST that was sent after it. */
  private isBeyond({ sequence, payloadLength }: Packet, time: number): boolean {
    const isLate = time - this.time > DISORDER_NANOSECONDS;
    return isLate || distance(this.sequence, advance(sequence, payloadLength)) > 0;
  }
}

/** Bytes that one side sent and the other had not acknowledged. */
function waiting(sender: Moment["own"], receiver: Moment["own"]): number {
  if (!sender.hasNext || !receiver.hasAck) return 0;
  return Math.max(0, distance(receiver.lastAck, sender.next));
}
