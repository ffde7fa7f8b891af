import type { Packet } from "../packet.ts";
import { SHORTEST_TIMEOUT_NANOSECONDS } from "./outstanding.ts";

/** As {@link Packet.packetType} says: the frame left the capturing host. Others came in, and -1 does not tell. */
const LEFT = 4;

/** Where frames of one kind were met, in a cooked capture of a host's interfaces; as bits. */
export const CAME_IN = 1;
export const WENT_OUT = 2;

export function placeOf({ packetType }: Packet): number {
  if (packetType < 0) return 0;
  return packetType === LEFT ? WENT_OUT : CAME_IN;
}

/** The SYNs of a client, or the SYN-ACKs of a server. Times are nanoseconds since the first frame. */
export class Opening {
  readonly firstFrame: number;
  readonly firstTime: number;
  lastFrame: number;
  lastTime: number;
  /** How often it was sent: what comes again sooner than any sender repeats itself was captured twice. */
  times = 1;
  frames = 1;
  /** TSval of the first; -1 without the option. */
  readonly timestamp: number;
  private lastTimestamp: number;
  readonly hops: number;
  /** CAME_IN, WENT_OUT or both; 0 when the capture does not tell. */
  places: number;

  constructor(packet: Packet, frame: number, time: number) {
    this.firstFrame = this.lastFrame = frame;
    this.firstTime = this.lastTime = time;
    this.timestamp = this.lastTimestamp = packet.hasTimestamps ? packet.timestampValue : -1;
    this.hops = packet.hops;
    this.places = placeOf(packet);
  }

  again(packet: Packet, frame: number, time: number): void {
    this.frames++;
    this.places |= placeOf(packet);
    if (time - this.lastTime < SHORTEST_TIMEOUT_NANOSECONDS || this.isCopy(packet)) return;
    if (packet.hasTimestamps) this.lastTimestamp = packet.timestampValue;
    this.times++;
    this.lastFrame = frame;
    this.lastTime = time;
  }

  /**
   * Stamped no later than what was seen before: captures of hosts whose clocks differ were merged. Who sends again
   * stamps anew; some hosts write 0.
   */
  private isCopy({ hasTimestamps, timestampValue }: Packet): boolean {
    if (!hasTimestamps || timestampValue === 0 || this.lastTimestamp < 0) return false;
    return ((timestampValue - this.lastTimestamp) | 0) <= 0;
  }
}
