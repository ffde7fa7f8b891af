import type { Packet } from "../packet.ts";
import type { Moment } from "./classify.ts";
import { distance } from "./sequence.ts";

/** Senders count their packets up by one or a few; a larger step tells nothing (random numbers, another counter). */
const MOST_STEPS = 4096;
/** Without any mark of the sender's, what comes so soon behind newer data was overtaken, not sent again. */
const AT_ONCE_NANOSECONDS = 3_000_000;

/**
 * Whether old data was sent after the newest that has come by: then it was sent again. If not, it was overtaken on its
 * way here, or captured twice.
 *
 * The sender's own marks decide: the timestamp (RFC 7323), which never runs back, then the IPv4 identification, which
 * most count up. Else only time tells.
 */
export function isSentLater(packet: Packet, { own, time, handshakeTime }: Moment): boolean {
  if (packet.hasTimestamps && own.nextHasTimestamp) {
    const since = distance(own.nextTimestamp, packet.timestampValue);
    if (since !== 0) return since > 0;
  }
  if (packet.version === 4 && packet.identification !== 0 && own.nextIdentification > 0) {
    const steps = ((packet.identification - own.nextIdentification) << 16) >> 16;
    if (steps === 0) return false;
    if (Math.abs(steps) <= MOST_STEPS) return steps > 0;
  }
  return time - own.nextTime >= Math.max(AT_ONCE_NANOSECONDS, handshakeTime / 2);
}
