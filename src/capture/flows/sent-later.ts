import type { Packet } from "../packet.ts";
import { distance } from "./sequence.ts";

/** Senders count their packets up by one or a few; a larger step tells nothing (random numbers, another counter). */
const MOST_STEPS = 4096;

/** What a sender writes into a segment that tells when it was sent: a timestamp (-1: none), the IPv4 identification (0: none). */
export interface Marks {
  readonly timestamp: number;
  readonly identification: number;
}

export const marksOf = (packet: Packet): Marks => ({
  timestamp: packet.hasTimestamps ? packet.timestampValue : -1,
  identification: packet.version === 4 ? packet.identification : 0,
});

/**
 * Whether a segment was sent later (positive), earlier (negative) than another of the same sender, or whether that cannot
 * be told (0). The same packet, captured twice, counts as earlier.
 *
 * The timestamp decides (RFC 7323), which never runs back, then the identification, which most senders count up.
 */
export function compareMarks(packet: Packet, than: Marks): number {
  if (packet.hasTimestamps && than.timestamp >= 0) {
    const since = distance(than.timestamp, packet.timestampValue);
    if (since !== 0) return since;
  }
  if (packet.version !== 4 || packet.identification === 0 || than.identification === 0) return 0;
  const steps = ((packet.identification - than.identification) << 16) >> 16;
  if (steps === 0) return -1;
  return Math.abs(steps) <= MOST_STEPS ? steps : 0;
}

/** Whether a segment is that very packet, captured once more: who sends again takes new marks, of one kind at least. */
export function isSamePacket(packet: Packet, than: Marks): boolean {
  const { timestamp, identification } = marksOf(packet);
  const isMarked = timestamp >= 0 || identification > 0;
  return isMarked && timestamp === than.timestamp && identification === than.identification;
}
