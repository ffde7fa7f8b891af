import type { Frame } from "./frame.ts";
import {
  ACK,
  FIN,
  type Packet,
  RST,
  SYN,
  TRANSPORT_ICMP,
  TRANSPORT_ICMP6,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
} from "./packet.ts";

/** Counts of a capture that need no memory of earlier packets. Of packets in tunnels the innermost counts. */
export class Census {
  frames = 0;
  /** Frames of which the snap length left a part. */
  cutFrames = 0;
  ipv4 = 0;
  ipv6 = 0;
  arp = 0;
  fragments = 0;
  tunnelled = 0;
  udp = 0;
  icmp = 0;
  icmp6 = 0;
  tcp = 0;
  /** SYN without ACK. */
  syn = 0;
  synAck = 0;
  fin = 0;
  rst = 0;
  /** A window of 0 in a segment that has none of SYN, FIN, RST: the receiver takes nothing more. */
  zeroWindow = 0;

  add(frame: Frame, packet: Packet): void {
    this.frames++;
    if (frame.captured < frame.length) this.cutFrames++;
    if (packet.isArp) this.arp++;
    if (packet.version === 0) return;
    if (packet.version === 4) this.ipv4++;
    else this.ipv6++;
    if (packet.isFragment || packet.isReassembled) this.fragments++;
    if (packet.tunnels > 0) this.tunnelled++;
    if (packet.wasShown) return;
    if (packet.transport === TRANSPORT_TCP) this.addSegment(packet);
    else if (packet.transport === TRANSPORT_UDP) this.udp++;
    else if (packet.transport === TRANSPORT_ICMP) this.icmp++;
    else if (packet.transport === TRANSPORT_ICMP6) this.icmp6++;
  }

  /** Frames with a TCP segment over IPv4 each, of which nothing else counts here. @param cut of them. */
  addOrdinarySegments(frames: number, cut: number): void {
    this.frames += frames;
    this.cutFrames += cut;
    this.ipv4 += frames;
    this.tcp += frames;
  }

  private addSegment({ flags, window, isSegmentSound }: Packet): void {
    this.tcp++;
    if ((flags & SYN) !== 0) {
      if ((flags & ACK) === 0) this.syn++;
      else this.synAck++;
    }
    if ((flags & FIN) !== 0) this.fin++;
    if ((flags & RST) !== 0) this.rst++;
    const isPlain = isSegmentSound && (flags & (SYN | FIN | RST)) === 0;
    if (window === 0 && isPlain) this.zeroWindow++;
  }
}
