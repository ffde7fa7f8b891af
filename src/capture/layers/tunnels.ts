import { i32, u16, u32 } from "../integers.ts";
import {
  type Packet,
  STOP_FOREIGN,
  STOP_MALFORMED,
  TUNNEL_ERSPAN,
  TUNNEL_ETHERIP,
  TUNNEL_GENEVE,
  TUNNEL_GRE,
  TUNNEL_GTP,
  TUNNEL_L2TP,
  TUNNEL_LISP,
  TUNNEL_TEREDO,
  TUNNEL_VXLAN,
} from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { ANY_IP, BY_ETHER_TYPE, DONE, ETHERNET, IPV6, PPP } from "./next.ts";

/** Notes a tunnel of which `packet.at` is the payload. */
export function enter(packet: Packet, tunnel: number): void {
  packet.tunnels++;
  packet.tunnel = tunnel;
}

function enterWithId(packet: Packet, tunnel: number, id: number): void {
  enter(packet, tunnel);
  packet.tunnelId = id;
}

/** Flags (bit 3: the identifier is valid), reserved, 24 bits of identifier, reserved (RFC 7348). */
export function vxlan(packet: Packet): number {
  if (!has(packet, 8)) return DONE;
  const { bytes, at } = packet;
  if (((bytes[at] ?? 0) & 0x08) === 0) return stopped(packet, STOP_FOREIGN);
  packet.at += 8;
  enterWithId(packet, TUNNEL_VXLAN, u32(bytes, at + 4) >>> 8);
  return ETHERNET;
}

/** VXLAN with a byte that says what is inside: 1 IPv4, 2 IPv6, 3 Ethernet. */
export function vxlanGpe(packet: Packet): number {
  const inside = packet.bytes[packet.at + 3] ?? 0;
  const next = vxlan(packet);
  if (next === DONE || inside === 3) return next;
  return inside === 1 || inside === 2 ? ANY_IP : stopped(packet, STOP_FOREIGN);
}

/** Version and length of options in words, flags, EtherType, identifier, options (RFC 8926). */
export function geneve(packet: Packet): number {
  if (!has(packet, 8)) return DONE;
  const { bytes, at } = packet;
  const first = bytes[at] ?? 0;
  if (first >>> 6 !== 0) return stopped(packet, STOP_FOREIGN);
  const length = 8 + (first & 0x3f) * 4;
  if (!has(packet, length)) return DONE;
  packet.at += length;
  packet.etherType = u16(bytes, at + 2);
  enterWithId(packet, TUNNEL_GENEVE, u32(bytes, at + 4) >>> 8);
  return BY_ETHER_TYPE;
}

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
/** Version 1, of PPTP. */
const ACKNOWLEDGMENT = 0x0080;
const ERSPAN_2 = 0x88be;
const ERSPAN_3 = 0x22eb;
const GRE_PPP = 0x880b;
const WCCP = 0x883e;

/** Flags, EtherType, and one word for each of checksum, key, sequence, acknowledgment that a flag announces. */
export function gre(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  const { bytes, at } = packet;
  const flags = u16(bytes, at);
  const protocol = u16(bytes, at + 2);
  // Source routes were never used (RFC 2784 took them out).
  if ((flags & ROUTING) !== 0) return stopped(packet, STOP_FOREIGN);
  let length = 4 + ((flags & CHECKSUM) === 0 ? 0 : 4);
  const keyAt = at + length;
  if ((flags & KEY) !== 0) length += 4;
  if ((flags & SEQUENCE) !== 0) length += 4;
  if ((flags & ACKNOWLEDGMENT) !== 0) length += 4;
  if (!has(packet, length)) return DONE;
  packet.at += length;
  enterWithId(packet, TUNNEL_GRE, (flags & KEY) === 0 ? packet.tunnelId : u32(bytes, keyAt));
  packet.etherType = protocol;
  if (protocol === GRE_PPP) return packet.claimedEnd > packet.at ? PPP : DONE;
  if (protocol === ERSPAN_2 || protocol === ERSPAN_3) return erspan(packet, flags);
  if (protocol === WCCP) return wccp(packet);
  return BY_ETHER_TYPE;
}

/** Type I has no header and no sequence number; type II eight bytes; type III twelve, and eight more if bit 0 says so. */
function erspan(packet: Packet, flags: number): number {
  packet.tunnel = TUNNEL_ERSPAN;
  let length = 0;
  if (packet.etherType === ERSPAN_3) {
    if (!has(packet, 12)) return DONE;
    length = ((packet.bytes[packet.at + 11] ?? 0) & 1) === 0 ? 12 : 20;
  } else if ((flags & SEQUENCE) !== 0) length = 8;
  if (!has(packet, length)) return DONE;
  if (length > 0) packet.tunnelId = i32(packet.bytes, packet.at) & 0x3ff;
  packet.at += length;
  return ETHERNET;
}

/** Version 1 has IP behind GRE at once, version 2 a redirect header of four bytes between. */
function wccp(packet: Packet): number {
  if (!has(packet, 1)) return DONE;
  if ((packet.bytes[packet.at] ?? 0) >>> 4 !== 4) packet.at += 4;
  return ANY_IP;
}

/** IPv6 in UDP, behind an authentication and an origin indication, which both may be missing (RFC 4380). */
export function teredo(packet: Packet): number {
  const { bytes } = packet;
  let { at } = packet;
  if (u16(bytes, at) === 1) at += 13 + (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0);
  if (packet.end - at >= 8 && u16(bytes, at) === 0) at += 8;
  if (packet.end - at < 40 || (bytes[at] ?? 0) >>> 4 !== 6) return stopped(packet, STOP_FOREIGN);
  packet.at = at;
  enter(packet, TUNNEL_TEREDO);
  return IPV6;
}

const GTP_DATA = 255;

/** GTP-U of mobile networks: flags, type, length, tunnel, and when a flag says so four bytes and extension headers. */
export function gtp(packet: Packet): number {
  if (!has(packet, 8)) return DONE;
  const { bytes, at } = packet;
  const flags = bytes[at] ?? 0;
  if ((flags & 0xf0) !== 0x30 || bytes[at + 1] !== GTP_DATA) return stopped(packet, STOP_FOREIGN);
  let place = at + 8;
  if ((flags & 7) !== 0) {
    place += 4;
    let extension = (flags & 4) === 0 ? 0 : (bytes[place - 1] ?? 0);
    while (extension !== 0 && place < packet.end) {
      const length = (bytes[place] ?? 0) * 4;
      if (length === 0) return stopped(packet, STOP_MALFORMED);
      place += length;
      extension = bytes[place - 1] ?? 0;
    }
  }
  packet.at = Math.min(place, packet.end);
  enterWithId(packet, TUNNEL_GTP, u32(bytes, at + 4));
  return ANY_IP;
}

/** L2TP v2 (RFC 2661): flags tell which of length, sequence and offset are there; bit 0 marks control messages. */
export function l2tp(packet: Packet): number {
  if (!has(packet, 6)) return DONE;
  const { bytes, at } = packet;
  const flags = u16(bytes, at);
  if ((flags & 0x8000) !== 0 || (flags & 0x0f) !== 2) return stopped(packet, STOP_FOREIGN);
  let length = 6 + ((flags & 0x4000) === 0 ? 0 : 2) + ((flags & 0x0800) === 0 ? 0 : 4);
  if ((flags & 0x0200) !== 0) length += 2 + u16(bytes, at + length);
  if (!has(packet, length)) return DONE;
  packet.at += length;
  enter(packet, TUNNEL_L2TP);
  return PPP;
}

export function lisp(packet: Packet): number {
  if (!has(packet, 8)) return DONE;
  packet.at += 8;
  enter(packet, TUNNEL_LISP);
  return ANY_IP;
}

/** RFC 3378: four bits of version (3), twelve reserved, an Ethernet frame. */
export function etherIp(packet: Packet): number {
  if (!has(packet, 2)) return DONE;
  if (u16(packet.bytes, packet.at) !== 0x3000) return stopped(packet, STOP_FOREIGN);
  packet.at += 2;
  enter(packet, TUNNEL_ETHERIP);
  return ETHERNET;
}
