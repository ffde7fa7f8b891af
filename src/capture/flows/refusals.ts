import { FIN, type Packet, RST, SYN } from "../packet.ts";

/** Of who acknowledges: what it said last. */
interface Said {
  readonly lastAck: number;
  readonly window: number;
}

/**
 * What the peer got and did not take. It answers an unacceptable segment with an acknowledgment (RFC 9293 3.10.7.4) that
 * tells nothing new; what it takes behind a hole, it names in the first SACK block (RFC 2018), and what it had, too (RFC
 * 2883). Linux so answers what its timestamp calls old (PAWS, RFC 7323): data that was overtaken by its own needless
 * repetition, and by what else was sent then. It also does when its buffer has no room.
 */
export class Refusals {
  /** Of segments that nothing was made of yet. */
  count = 0;
  private blocks = 0;
  private left = 0;
  private right = 0;

  /**
   * Called before `peer`, who acknowledges, takes it in.
   * @param isSure the packet is not one that was captured twice, and tells of nothing that came twice.
   */
  hear(packet: Packet, peer: Said, isSure: boolean): void {
    const { sackBlocks, sackEdges } = packet;
    const [left = 0, right = 0] = sackEdges;
    const isSame =
      sackBlocks > 0 &&
      sackBlocks === this.blocks &&
      left === this.left &&
      right === this.right &&
      packet.acknowledgment === peer.lastAck &&
      packet.window === peer.window;
    const isEmpty = packet.payloadLength === 0 && (packet.flags & (SYN | FIN | RST)) === 0;
    if (isSame && isEmpty && isSure) this.count++;
    this.blocks = sackBlocks;
    this.left = left;
    this.right = right;
  }

  /** @returns as many of `segments` as were refused, which then are explained. */
  explain(segments: number): number {
    const explained = Math.min(segments, this.count);
    this.count -= explained;
    return explained;
  }
}
