import { Endpoints } from "../packet.ts";
import { Direction } from "./direction.ts";
import { Progress } from "./progress.ts";
import type { Rows } from "./rows.ts";
import * as row from "./row-layout.ts";

/**
 * A TCP connection between two pairs of address and port; addresses as in {@link Endpoints}. `source` is the side that
 * sent the SYN or got the SYN-ACK, else the one that sent the first segment seen.
 */
export class Flow extends Endpoints {
  readonly number: number;
  readonly firstFrame: number;
  readonly firstTime: number;
  /** From the source, and from the destination. */
  readonly forward: Direction;
  readonly backward: Direction;
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
  readonly progress: Progress;

  private rows: Rows;
  /** Word at which its row begins. */
  private at: number;

  /** @param place of the row, which is the flow's until it is retired. */
  constructor(
    number: number,
    packet: Endpoints,
    begun: { frame: number; time: number },
    place: { rows: Rows; at: number },
  ) {
    super();
    this.number = number;
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
    this.firstFrame = begun.frame;
    this.firstTime = begun.time;
    this.rows = place.rows;
    this.at = place.at;
    this.forward = new Direction(place.rows, place.at + row.FORWARD);
    this.backward = new Direction(place.rows, place.at + row.BACKWARD);
    this.progress = new Progress(place.rows, place.at);
    this.lastTime = begun.time;
    place.rows.doubles[(place.at + row.FLOW_FIRST_TIME) >> 1] = begun.time;
  }

  get row(): number {
    return this.at;
  }

  get lastTime(): number {
    return this.rows.doubles[(this.at + row.FLOW_LAST_TIME) >> 1] ?? 0;
  }
  set lastTime(value: number) {
    this.rows.doubles[(this.at + row.FLOW_LAST_TIME) >> 1] = value;
  }

  /** Whether ordinary segments may take the lane from here on. */
  set isInLane(value: boolean) {
    this.rows.words[this.at + row.LANE] = value ? 1 : 0;
  }

  /** Moves to a row of its own: for whoever keeps a flow that is retired, since its row is given to another one. */
  detach(): void {
    const rows = this.rows.copy(this.at);
    this.rows = rows;
    this.at = 0;
    for (const [way, at] of [
      [this.forward, row.FORWARD],
      [this.backward, row.BACKWARD],
    ] as const) {
      way.rows = rows;
      way.at = at;
    }
    this.progress.rows = rows;
    this.progress.at = 0;
  }

  /** Whether the packet goes from `source` to `destination`; `null` when it belongs to another flow. */
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
