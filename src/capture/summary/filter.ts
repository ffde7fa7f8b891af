import type { AddressWords } from "../address.ts";
import type { Endpoints, Packet } from "../packet.ts";

/** A moment: so many seconds since the capture's first frame, or since 1970 (UTC). */
export interface Moment {
  readonly since: "first-frame" | "epoch";
  readonly seconds: number;
}

/** Which packets count: those of one address, of one port, of a time, or all of it at once. Null stands for any. */
export interface Filter {
  readonly host: AddressWords | null;
  readonly port: number | null;
  /** Both ends belong to it. */
  readonly from?: Moment | null;
  readonly to?: Moment | null;
}

/** Whether a frame lies in the filter's time: it and the capture's first frame in seconds since 1970, NaN if not known. */
export function isInTime({ from = null, to = null }: Filter, time: number, first: number): boolean {
  const epochOf = ({ since, seconds }: Moment): number =>
    since === "epoch" ? seconds : first + seconds;
  // A comparison with NaN fails: what has no time is not in a time.
  return (from === null || time >= epochOf(from)) && (to === null || time <= epochOf(to));
}

/** Whether a packet, or the one that an ICMP error sends back, has the address and the port at either end. */
export function passes(packet: Packet, filter: Filter): boolean {
  const { quoted } = packet;
  return isOf(packet, filter) || (quoted.version !== 0 && isOf(quoted, filter));
}

function isOf(ends: Endpoints, { host, port }: Filter): boolean {
  const hasPort = port === null || ends.sourcePort === port || ends.destinationPort === port;
  return hasPort && (host === null || isSource(ends, host) || isDestination(ends, host));
}

function isSource(ends: Endpoints, [a, b, c, d]: AddressWords): boolean {
  return ends.source3 === d && ends.source2 === c && ends.source1 === b && ends.source0 === a;
}

function isDestination(ends: Endpoints, [a, b, c, d]: AddressWords): boolean {
  const isSameHalf = ends.destination3 === d && ends.destination2 === c;
  return isSameHalf && ends.destination1 === b && ends.destination0 === a;
}
