import { Endpoints, type Packet, TRANSPORT_ICMP6 } from "../packet.ts";

const UNREACHABLE_4 = 3;
const UNREACHABLE_6 = 1;

/** ICMP errors about one direction's packets: what the path said of them, and who said it. */
export class PathErrors {
  /** "Fragmentation needed" and "packet too big". */
  tooBigs = 0;
  /** Smallest MTU named; 0 from a router that names none (before RFC 1191). -1 when there was no such error. */
  smallestMtu = -1;
  /** IP length of the packet that the last such error is about. */
  tooBigLength = 0;
  firstTooBigFrame = 0;
  /** Who sent the last such error: `source0…3`. */
  readonly tooBigSender = new Endpoints();
  /** Unreachable network, host, port; administratively prohibited. */
  unreachables = 0;
  unreachableCode = 0;
  firstUnreachableFrame = 0;
  /** Who sent the first of them: `source0…3`. */
  readonly unreachableSender = new Endpoints();

  add(packet: Packet, frame: number): void {
    const { icmpType, icmpCode } = packet;
    const isVersion6 = packet.transport === TRANSPORT_ICMP6;
    if (packet.nextHopMtu >= 0) this.addTooBig(packet, frame);
    else if (icmpType === (isVersion6 ? UNREACHABLE_6 : UNREACHABLE_4)) {
      this.unreachables++;
      if (this.firstUnreachableFrame > 0) return;
      this.firstUnreachableFrame = frame;
      this.unreachableCode = icmpCode;
      copySource(packet, this.unreachableSender);
    }
  }

  private addTooBig(packet: Packet, frame: number): void {
    const { nextHopMtu } = packet;
    this.tooBigs++;
    if (this.firstTooBigFrame === 0) this.firstTooBigFrame = frame;
    if (this.smallestMtu < 0 || nextHopMtu < this.smallestMtu) this.smallestMtu = nextHopMtu;
    this.tooBigLength = packet.quoted.totalLength;
    copySource(packet, this.tooBigSender);
  }
}

function copySource(packet: Packet, sender: Endpoints): void {
  sender.source0 = packet.source0;
  sender.source1 = packet.source1;
  sender.source2 = packet.source2;
  sender.source3 = packet.source3;
}
