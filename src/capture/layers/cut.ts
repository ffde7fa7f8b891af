import { type Packet, STOP_CUT, STOP_MALFORMED } from "../packet.ts";
import { DONE } from "./next.ts";

/**
 * Whether `bytes` bytes from `packet.at` on are there. If not, it is noted why: the capture cut them off, or the
 * packet claims a length that has no room for them.
 */
export function has(packet: Packet, bytes: number): boolean {
  if (packet.end - packet.at >= bytes) return true;
  packet.stop = packet.claimedEnd - packet.at >= bytes ? STOP_CUT : STOP_MALFORMED;
  return false;
}

/** Ends decoding. */
export function stopped(packet: Packet, why: number): number {
  packet.stop = why;
  return DONE;
}
