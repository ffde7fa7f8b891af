import { constants } from "node:os";
import type { Family } from "./address.ts";
import { type ProbeEvent, secondsSince, type SentProbe } from "./prober.ts";
import { errnoName, type QueuedError } from "./socket.ts";

/** Types and codes of ICMP and ICMPv6 that tell of a probe's fate. @see RFC 792, RFC 4443 */
const TOO_BIG = { 4: [3, 4], 6: [2, 0] } as const;
const EXPIRED = { 4: 11, 6: 3 } as const;
const PORT_UNREACHABLE = { 4: [3, 3], 6: [1, 4] } as const;

/** What an error says of the probe of a size. `asked`: the address that was probed. */
export function eventOf(
  family: Family,
  error: QueuedError,
  { size, ttl, at }: SentProbe,
  asked: string,
): ProbeEvent {
  const { type, code, from, info } = error;
  const is = ([wantedType, wantedCode]: readonly [number, number]): boolean =>
    type === wantedType && code === wantedCode;
  const common = { size, ttl, from, mtu: 0, seconds: secondsSince(at) };
  const event = { ...common, code: errnoName(error.errno) };
  if (error.origin === "local") {
    const isSize = error.errno === constants.errno.EMSGSIZE;
    return { ...event, from: null, kind: isSize ? "too-big" : "unreachable", mtu: info };
  }
  if (is(TOO_BIG[family])) return { ...event, kind: "too-big", mtu: info };
  if (type === EXPIRED[family]) return { ...event, kind: "expired" };
  if (is(PORT_UNREACHABLE[family]) && from === asked) return { ...event, kind: "arrived" };
  return { ...event, kind: "unreachable" };
}
