import { i32, u16 } from "../integers.ts";
import { type Packet, STOP_FOREIGN, TUNNEL_MPLS } from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { BY_ETHER_TYPE, DONE, ETHERNET, IPV4, IPV6, MPLS, PPP } from "./next.ts";

const ETHER_IPV4 = 0x0800;
const ETHER_ARP = 0x0806;
/** The same packet with other operations. */
const ETHER_REVERSE_ARP = 0x8035;
const ETHER_IPV6 = 0x86dd;
const ETHER_VLAN = 0x8100;
const ETHER_MPLS = 0x8847;
const ETHER_MPLS_MULTICAST = 0x8848;
const ETHER_PPPOE_SESSION = 0x8864;
/** 802.1ad service tag, and what was written before there was a standard. */
const ETHER_SERVICE_VLAN = 0x88a8;
const ETHER_OLD_QINQ = 0x9100;
const ETHER_OLD_QINQ2 = 0x9200;
const ETHER_BRIDGED = 0x6558;
/** 802.1ah: a tag of 18 bytes that holds two more MAC addresses. */
const ETHER_BACKBONE = 0x88e7;
/** Cisco FabricPath: a tag of two bytes, then the frame that is carried, with its frame check sequence. */
const ETHER_FABRIC_PATH = 0x8903;

/** Goes on by `packet.etherType`: tags first, then what they are tags of. */
export function byEtherType(packet: Packet): number {
  switch (packet.etherType) {
    case ETHER_IPV4:
      return IPV4;
    case ETHER_IPV6:
      return IPV6;
    case ETHER_VLAN:
    case ETHER_SERVICE_VLAN:
    case ETHER_OLD_QINQ:
    case ETHER_OLD_QINQ2:
      return vlan(packet);
    case ETHER_ARP:
    case ETHER_REVERSE_ARP:
      packet.isArp = true;
      return stopped(packet, STOP_FOREIGN);
    default:
      return byRareType(packet);
  }
}

function byRareType(packet: Packet): number {
  switch (packet.etherType) {
    case ETHER_MPLS:
    case ETHER_MPLS_MULTICAST:
      return MPLS;
    case ETHER_PPPOE_SESSION:
      return pppoe(packet);
    case ETHER_BRIDGED:
      return ETHERNET;
    case ETHER_BACKBONE:
      packet.at += 4;
      return ETHERNET;
    case ETHER_FABRIC_PATH:
      return fabricPath(packet);
    default:
      return stopped(packet, STOP_FOREIGN);
  }
}

function fabricPath(packet: Packet): number {
  packet.at += 2;
  packet.claimedEnd -= 4;
  if (packet.claimedEnd < packet.end) packet.end = packet.claimedEnd;
  return ETHERNET;
}

function vlan(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  const id = u16(packet.bytes, packet.at) & 0x0fff;
  if (packet.vlans < packet.vlanIds.length) packet.vlanIds[packet.vlans++] = id;
  packet.etherType = u16(packet.bytes, packet.at + 2);
  packet.at += 4;
  return packet.etherType > 1500 ? BY_ETHER_TYPE : logicalLink(packet);
}

/** Version and type, code (0: data), session, length; then PPP. */
function pppoe(packet: Packet): number {
  if (!has(packet, 6)) return DONE;
  const code = packet.bytes[packet.at + 1];
  packet.at += 6;
  return code === 0 ? PPP : stopped(packet, STOP_FOREIGN);
}

/** 802.2: IP either by its own access point (6), or by SNAP and an EtherType. */
export function logicalLink(packet: Packet): number {
  if (!has(packet, 3)) return DONE;
  const points = u16(packet.bytes, packet.at);
  if (points === 0x0606) {
    packet.at += 3;
    return IPV4;
  }
  if (points !== 0xaaaa) return stopped(packet, STOP_FOREIGN);
  if (!has(packet, 8)) return DONE;
  const isEthernet = (i32(packet.bytes, packet.at + 2) & 0x00ff_ffff) === 0;
  packet.etherType = u16(packet.bytes, packet.at + 6);
  packet.at += 8;
  return isEthernet ? BY_ETHER_TYPE : stopped(packet, STOP_FOREIGN);
}

/** Address and control (which may be left out), protocol in one byte or two. */
export function ppp(packet: Packet): number {
  if (!has(packet, 2)) return DONE;
  if (u16(packet.bytes, packet.at) === 0xff03) packet.at += 2;
  if (!has(packet, 2)) return DONE;
  const isShort = ((packet.bytes[packet.at] ?? 0) & 1) === 1;
  const protocol = isShort ? (packet.bytes[packet.at] ?? 0) : u16(packet.bytes, packet.at);
  packet.at += isShort ? 1 : 2;
  if (protocol === 0x21) return IPV4;
  if (protocol === 0x57) return IPV6;
  return protocol === 0x281 || protocol === 0x283 ? MPLS : stopped(packet, STOP_FOREIGN);
}

/** Labels down to the bottom of the stack. What follows is not told: IP by its first nibble, else a pseudo wire. */
export function mpls(packet: Packet): number {
  packet.tunnels++;
  packet.tunnel = TUNNEL_MPLS;
  let isBottom = false;
  while (!isBottom) {
    if (!has(packet, 4)) return DONE;
    packet.mplsLabels++;
    isBottom = ((packet.bytes[packet.at + 2] ?? 0) & 1) === 1;
    packet.at += 4;
  }
  if (!has(packet, 1)) return DONE;
  const nibble = (packet.bytes[packet.at] ?? 0) >>> 4;
  if (nibble === 4) return IPV4;
  if (nibble === 6) return IPV6;
  if (nibble === 1) return stopped(packet, STOP_FOREIGN);
  // A control word, of which only the first nibble is certain, stands before most Ethernet pseudo wires.
  if (nibble === 0) packet.at += 4;
  return ETHERNET;
}
