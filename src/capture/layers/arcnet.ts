import { type Packet, STOP_FOREIGN } from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { BY_ETHER_TYPE, DONE, IPV4 } from "./next.ts";

/** Without a header of its own (RFC 1051), and with a flag for split packets and a number (RFC 1201). */
const IP_1051 = 0xf0;
const ARP_1051 = 0xf1;
const IP_1201 = 0xd4;
const ARP_1201 = 0xd5;
/** The first packet of a split one has its header twice, so that its length is none that the cards cannot send. */
const EXCEPTION = 0xff;

/** ARCNET: source, destination, where Linux captured it an offset of two bytes, type. */
export function arcnet(packet: Packet, typeAt: 2 | 4): number {
  if (!has(packet, typeAt + 1)) return DONE;
  const type = packet.bytes[packet.at + typeAt] ?? 0;
  packet.at += typeAt + 1;
  if (type === IP_1051) return IPV4;
  if (type === ARP_1051) return arp(packet);
  if ((type !== IP_1201 && type !== ARP_1201) || !has(packet, 3))
    return stopped(packet, STOP_FOREIGN);
  packet.at += packet.bytes[packet.at] === EXCEPTION ? 7 : 3;
  return type === IP_1201 ? IPV4 : arp(packet);
}

function arp(packet: Packet): number {
  packet.etherType = 0x0806;
  return BY_ETHER_TYPE;
}
