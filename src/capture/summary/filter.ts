import type { AddressWords } from "../address.ts";
import type { Endpoints, Packet } from "../packet.ts";

/** Which packets count: those of one address, of one port, or of both. Null stands for any. */
export interface Filter {
  readonly host: AddressWords | null;
  readonly port: number | null;
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
