import type { Packet } from "../packet.ts";
import type { Moment } from "./classify.ts";
import { KEEP_ALIVE, RETRANSMISSION, SEEN_TWICE } from "./terms.ts";

/** Data that is sent again, and keep-alives: a peer that is there answers them. */
const ASKS = RETRANSMISSION | KEEP_ALIVE;

/**
 * What one side sent again, or asked by keep-alive, since its peer said anything. Times are nanoseconds since the first
 * frame.
 */
export class InVain {
  readonly firstFrame: number;
  readonly firstTime: number;
  /** From the peer's last segment to the first try. */
  readonly silence: number;
  lastFrame: number;
  lastTime: number;
  tries = 1;
  keepAlives = 0;

  constructor({ peer, time }: Moment, frame: number) {
    this.firstFrame = this.lastFrame = frame;
    this.firstTime = this.lastTime = time;
    this.silence = Math.max(0, time - peer.lastTime);
  }
}

/** Takes a segment that was classified. */
// oxlint-disable-next-line max-params -- called for each segment that is not ordinary
export function askInVain(packet: Packet, moment: Moment, terms: number, frame: number): void {
  const isAsking = (terms & ASKS) !== 0 && (terms & SEEN_TWICE) === 0;
  const { own, peer, time } = moment;
  // A FIN that is sent again holds up nobody, and a SYN has a case of its own.
  if (!isAsking || peer.segments === 0) return;
  if (packet.payloadLength === 0 && (terms & KEEP_ALIVE) === 0) return;
  const known = own.inVain;
  if (known === null || peer.lastFrame > known.firstFrame) own.inVain = new InVain(moment, frame);
  else {
    known.tries++;
    known.lastFrame = frame;
    known.lastTime = time;
  }
  if ((terms & KEEP_ALIVE) !== 0 && own.inVain !== null) own.inVain.keepAlives++;
}
