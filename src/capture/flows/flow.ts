import { Endpoints } from "../packet.ts";
import { Direction } from "./direction.ts";
import { Progress } from "./progress.ts";

/**
 * A TCP connection between two pairs of address and port; addresses as in {@link Endpoints}. `source` is the side that
 * sent the SYN, or the first segment seen if there was no SYN.
 */
export class Flow extends Endpoints {
  readonly number: number;
  readonly hash: number;
  readonly firstFrame: number;
  readonly firstTime: number;
  lastTime: number;
  /** From the source, and from the destination. */
  readonly forward = new Direction();
  readonly backward = new Direction();
  isPortReused = false;

  synTime = 0;
  hasSyn = false;
  hasSynAck = false;
  /** SYN, SYN-ACK and the acknowledgment of it were seen. */
  isEstablished = false;
  /** Nanoseconds from the last SYN to the acknowledgment that ends the handshake; -1 when it was not seen. */
  handshakeTime = -1;
  isReset = false;
  /** What tunnels add to each packet, in bytes; 0 outside of tunnels. */
  tunnelOverhead = 0;
  isFinished = false;
  readonly progress = new Progress();

  constructor(
    number: number,
    hash: number,
    packet: Endpoints,
    at: { frame: number; time: number },
  ) {
    super();
    this.number = number;
    this.hash = hash;
    this.source0 = packet.source0;
    this.source1 = packet.source1;
    this.source2 = packet.source2;
    this.source3 = packet.source3;
    this.destination0 = packet.destination0;
    this.destination1 = packet.destination1;
    this.destination2 = packet.destination2;
    this.destination3 = packet.destination3;
    this.sourcePort = packet.sourcePort;
    this.destinationPort = packet.destinationPort;
    this.firstFrame = at.frame;
    this.firstTime = at.time;
    this.lastTime = at.time;
  }

  /** Whether the packet goes the way of the first segment; `null` when it belongs to another flow. */
  isForward(packet: Endpoints): boolean | null {
    if (
      this.sourcePort === packet.sourcePort &&
      this.destinationPort === packet.destinationPort &&
      this.source3 === packet.source3 &&
      this.destination3 === packet.destination3 &&
      this.hasSamePrefixes(packet)
    )
      return true;
    const isBackward =
      this.sourcePort === packet.destinationPort &&
      this.destinationPort === packet.sourcePort &&
      this.source3 === packet.destination3 &&
      this.destination3 === packet.source3 &&
      this.hasCrossedPrefixes(packet);
    return isBackward ? false : null;
  }

  private hasSamePrefixes(packet: Endpoints): boolean {
    return (
      this.source0 === packet.source0 &&
      this.source1 === packet.source1 &&
      this.source2 === packet.source2 &&
      this.destination0 === packet.destination0 &&
      this.destination1 === packet.destination1 &&
      this.destination2 === packet.destination2
    );
  }

  private hasCrossedPrefixes(packet: Endpoints): boolean {
    return (
      this.source0 === packet.destination0 &&
      this.source1 === packet.destination1 &&
      this.source2 === packet.destination2 &&
      this.destination0 === packet.source0 &&
      this.destination1 === packet.source1 &&
      this.destination2 === packet.source2
    );
  }
}
