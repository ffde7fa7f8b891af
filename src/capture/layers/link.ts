import { u16, u32 } from "../integers.ts";
import {
  LINK_ARCNET,
  LINK_ARCNET_LINUX,
  LINK_CISCO_HDLC,
  LINK_DLT_RAW,
  LINK_DLT_RAW_OPENBSD,
  LINK_ETHERNET,
  LINK_IPV4,
  LINK_IPV6,
  LINK_LINUX_SLL,
  LINK_LINUX_SLL2,
  LINK_LOOP,
  LINK_NFLOG,
  LINK_NULL,
  LINK_PPP,
  LINK_PPP_DIRECTION,
  LINK_PPP_ETHERNET,
  LINK_PPP_HDLC,
  LINK_PPI,
  LINK_RADIOTAP,
  LINK_RAW,
  LINK_WIRELESS,
} from "../link-types.ts";
import { type Packet, STOP_FOREIGN } from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { ANY_IP, BY_ETHER_TYPE, DONE, ETHERNET, IPV4, IPV6, LLC, PPP } from "./next.ts";
import { nflog } from "./nflog.ts";
import { arcnet } from "./arcnet.ts";
import { isAddressFamilyIp6 } from "./family.ts";
import { passInformation, passRadio, wireless } from "./wireless.ts";

/** Cisco's SLARP, whose number is that of RARP elsewhere. */
const HDLC_KEEPALIVE = 0x8035;

/** Decodes the header that the capturing interface puts before each packet. */
export function link(packet: Packet, linkType: number): number {
  if (linkType === LINK_ETHERNET) return ETHERNET;
  switch (linkType) {
    case LINK_LINUX_SLL:
      return cooked(packet);
    case LINK_LINUX_SLL2:
      return cooked2(packet);
    case LINK_RAW:
    case LINK_DLT_RAW:
    case LINK_DLT_RAW_OPENBSD:
      return ANY_IP;
    case LINK_IPV4:
      return IPV4;
    case LINK_IPV6:
      return IPV6;
    case LINK_NULL:
    case LINK_LOOP:
      return loopback(packet);
    default:
      return rareLink(packet, linkType);
  }
}

function rareLink(packet: Packet, linkType: number): number {
  switch (linkType) {
    case LINK_PPP:
    case LINK_PPP_HDLC:
      return pppOrHdlc(packet);
    case LINK_PPP_DIRECTION:
      packet.at += 1;
      return PPP;
    case LINK_PPP_ETHERNET:
      packet.etherType = 0x8864;
      return BY_ETHER_TYPE;
    case LINK_CISCO_HDLC:
      return hdlc(packet);
    case LINK_NFLOG:
      return nflog(packet);
    case LINK_ARCNET:
      return arcnet(packet, 2);
    case LINK_ARCNET_LINUX:
      return arcnet(packet, 4);
    default:
      return wirelessLink(packet, linkType);
  }
}

function wirelessLink(packet: Packet, linkType: number): number {
  switch (linkType) {
    case LINK_WIRELESS:
      return wireless(packet);
    case LINK_RADIOTAP:
      return passRadio(packet) ? wireless(packet) : DONE;
    case LINK_PPI:
      return described(packet);
    default:
      return stopped(packet, STOP_FOREIGN);
  }
}

function described(packet: Packet): number {
  const linkType = passInformation(packet);
  if (linkType === LINK_WIRELESS) return wireless(packet);
  if (linkType === LINK_ETHERNET) return ETHERNET;
  return linkType < 0 ? DONE : stopped(packet, STOP_FOREIGN);
}

/** Destination, source, EtherType; or a length up to 1500 and LLC. */
export function ethernet(packet: Packet): number {
  if (!has(packet, 14)) return DONE;
  packet.etherType = u16(packet.bytes, packet.at + 12);
  packet.at += 14;
  return packet.etherType > 1500 ? BY_ETHER_TYPE : LLC;
}

/** Linux cooked v1 (`-i any` of older tools): packet type, ARPHRD_, address length, address, protocol. */
function cooked(packet: Packet): number {
  if (!has(packet, 16)) return DONE;
  packet.packetType = u16(packet.bytes, packet.at);
  packet.etherType = u16(packet.bytes, packet.at + 14);
  packet.at += 16;
  return byCookedProtocol(packet);
}

/** Linux cooked v2: protocol, reserved, interface index, ARPHRD_, packet type, address length, address. */
function cooked2(packet: Packet): number {
  if (!has(packet, 20)) return DONE;
  packet.etherType = u16(packet.bytes, packet.at);
  packet.ifIndex = u32(packet.bytes, packet.at + 4);
  packet.packetType = packet.bytes[packet.at + 10] ?? -1;
  packet.at += 20;
  return byCookedProtocol(packet);
}

/** ETH_P_ numbers below 0x600 are Linux's own: 4 is 802.2. */
function byCookedProtocol(packet: Packet): number {
  return packet.etherType === 4 ? LLC : BY_ETHER_TYPE;
}

/**
 * An address family as u32: in the writer's byte order (null), or in network order (loop). Both are met with both
 * orders, so the order in which it is small is taken. Some writers put a PPP header or an EtherType there.
 */
function loopback(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  const { bytes, at } = packet;
  if (u16(bytes, at) === 0xff03) return PPP;
  const word = u32(bytes, at);
  const family = word > 0xffff ? ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0) : word;
  packet.at += 4;
  if (family === 2) return IPV4;
  if (isAddressFamilyIp6(family)) return IPV6;
  packet.etherType = family;
  return family > 0x600 ? BY_ETHER_TYPE : stopped(packet, STOP_FOREIGN);
}

/** PPP links in HDLC framing may speak Cisco's: address 0x0f (unicast) or 0x8f (broadcast), then an EtherType. */
function pppOrHdlc(packet: Packet): number {
  const address = packet.bytes[packet.at] ?? 0;
  return address === 0x0f || address === 0x8f ? hdlc(packet) : PPP;
}

function hdlc(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  packet.etherType = u16(packet.bytes, packet.at + 2);
  packet.at += 4;
  return packet.etherType === HDLC_KEEPALIVE ? stopped(packet, STOP_FOREIGN) : BY_ETHER_TYPE;
}
