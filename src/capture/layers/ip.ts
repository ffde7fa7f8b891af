import { i32, u16 } from "../integers.ts";
import {
  type Packet,
  STOP_FOREIGN,
  STOP_FRAGMENT,
  STOP_MALFORMED,
  TRANSPORT_NONE,
} from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { DONE, IPV4, IPV6 } from "./next.ts";

const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;
const MAPPED = 0xffff;

/** Raw links and some tunnels do not say which IP it is: the first nibble does. */
export function anyIp(packet: Packet): number {
  if (!has(packet, 1)) return DONE;
  const version = (packet.bytes[packet.at] ?? 0) >>> 4;
  if (version === 4) return IPV4;
  return version === 6 ? IPV6 : stopped(packet, STOP_FOREIGN);
}

/** @returns the protocol of the payload. */
export function ipv4(packet: Packet): number {
  if (!has(packet, 20)) return DONE;
  const { bytes, at } = packet;
  const first = bytes[at] ?? 0;
  const headerLength = (first & 15) * 4;
  if (first >>> 4 !== 4 || headerLength < 20) return stopped(packet, STOP_MALFORMED);
  const claimed = u16(bytes, at + 2);
  const room = packet.claimedEnd - at;
  packet.isLengthZero = claimed === 0;
  const totalLength = claimed === 0 ? room : claimed;
  if (totalLength < headerLength) return stopped(packet, STOP_MALFORMED);
  keepOuter(packet);
  packet.version = 4;
  packet.networkAt = at;
  packet.totalLength = totalLength;
  packet.trafficClass = bytes[at + 1] ?? 0;
  packet.identification = u16(bytes, at + 4);
  const fragment = u16(bytes, at + 6);
  packet.isDontFragment = (fragment & DONT_FRAGMENT) !== 0;
  packet.isMoreFragments = (fragment & MORE_FRAGMENTS) !== 0;
  packet.fragmentOffset = (fragment & FRAGMENT_OFFSET) * 8;
  packet.isFragment = (fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
  packet.hops = bytes[at + 8] ?? 0;
  packet.source0 = 0;
  packet.source1 = 0;
  packet.source2 = MAPPED;
  packet.source3 = i32(bytes, at + 12);
  packet.destination0 = 0;
  packet.destination1 = 0;
  packet.destination2 = MAPPED;
  packet.destination3 = i32(bytes, at + 16);
  packet.protocol = bytes[at + 9] ?? 0;
  bound(packet, at + totalLength);
  if (!has(packet, headerLength)) return DONE;
  if (headerLength > 20) sourceRoute(packet, at + 20, at + headerLength);
  packet.at += headerLength;
  packet.fragmentAt = packet.at;
  packet.fragmentProtocol = packet.protocol;
  if (packet.fragmentOffset > 0) return stopped(packet, STOP_FRAGMENT);
  return packet.protocol;
}

/** Loose and strict source routes hold where the packet goes in the end; the header, where it goes next (RFC 791). */
function sourceRoute(packet: Packet, from: number, end: number): void {
  const { bytes } = packet;
  let at = from;
  while (at < end) {
    const kind = bytes[at] ?? 0;
    if (kind === 0) return;
    const length = kind === 1 ? 1 : (bytes[at + 1] ?? 0);
    if (length === 0 || at + length > end) return;
    const isRoute = (kind === 131 || kind === 137) && length >= 7;
    if (isRoute && (bytes[at + 2] ?? 0) <= length)
      packet.destination3 = i32(bytes, at + length - 4);
    at += length;
  }
}

/** @returns the first next header; extension headers are told apart by it like any protocol. */
export function ipv6(packet: Packet): number {
  if (!has(packet, 40)) return DONE;
  const { bytes, at } = packet;
  const first = i32(bytes, at);
  if (first >>> 28 !== 6) return stopped(packet, STOP_MALFORMED);
  keepOuter(packet);
  const payload = u16(bytes, at + 4);
  const next = bytes[at + 6] ?? 0;
  // 0 is a jumbogram, whose length is in a hop-by-hop option (BIG TCP writes it so), or what no card has split yet.
  packet.isLengthZero = payload === 0 && next !== 59;
  packet.version = 6;
  packet.networkAt = at;
  packet.totalLength = packet.isLengthZero ? packet.claimedEnd - at : payload + 40;
  packet.trafficClass = (first >>> 20) & 255;
  packet.identification = 0;
  // No router may fragment IPv6: every packet is a "don't fragment" one.
  packet.isDontFragment = true;
  packet.isMoreFragments = false;
  packet.isFragment = false;
  packet.fragmentOffset = 0;
  packet.hops = bytes[at + 7] ?? 0;
  packet.source0 = i32(bytes, at + 8);
  packet.source1 = i32(bytes, at + 12);
  packet.source2 = i32(bytes, at + 16);
  packet.source3 = i32(bytes, at + 20);
  packet.destination0 = i32(bytes, at + 24);
  packet.destination1 = i32(bytes, at + 28);
  packet.destination2 = i32(bytes, at + 32);
  packet.destination3 = i32(bytes, at + 36);
  packet.protocol = next;
  bound(packet, at + packet.totalLength);
  packet.at += 40;
  return next;
}

/**
 * Hop-by-hop, routing, destination options, mobility, HIP, shim6 (in units of eight bytes), authentication (in units
 * of four).
 */
export function extension(packet: Packet, kind: number): number {
  if (!has(packet, 8)) return DONE;
  const next = packet.bytes[packet.at] ?? 0;
  const units = packet.bytes[packet.at + 1] ?? 0;
  const length = kind === 51 ? (units + 2) * 4 : (units + 1) * 8;
  if (!has(packet, length)) return DONE;
  packet.at += length;
  packet.protocol = next;
  return next;
}

export function fragment(packet: Packet): number {
  if (!has(packet, 8)) return DONE;
  const { bytes, at } = packet;
  const word = u16(bytes, at + 2);
  packet.fragmentOffset = word & 0xfff8;
  packet.isMoreFragments = (word & 1) !== 0;
  // Offset 0 and nothing more to come is an "atomic" fragment: whole (RFC 6946).
  packet.isFragment = packet.fragmentOffset > 0 || packet.isMoreFragments;
  packet.identification = i32(bytes, at + 4);
  packet.protocol = bytes[at] ?? 0;
  packet.at += 8;
  packet.fragmentAt = packet.at;
  packet.fragmentProtocol = packet.protocol;
  return packet.fragmentOffset > 0 ? stopped(packet, STOP_FRAGMENT) : packet.protocol;
}

/** An IP header inside another one: the first stays as the outer, and its ports are no longer the packet's. */
function keepOuter(packet: Packet): void {
  if (packet.version === 0) return;
  packet.transport = TRANSPORT_NONE;
  if (packet.isFragment) packet.isOuterFragment = true;
  if (packet.outerVersion !== 0) return;
  packet.outerVersion = packet.version;
  packet.outerTotalLength = packet.totalLength;
  packet.isOuterDontFragment = packet.isDontFragment;
  packet.outerNetworkAt = packet.networkAt;
}

/**
 * What is behind the packet's own end is padding of the link. A packet that claims more than the frame (or the outer
 * packet) had on the wire does not get it, unless the rest of it went in the outer packet's later fragments.
 */
function bound(packet: Packet, claimedEnd: number): void {
  if (claimedEnd < packet.claimedEnd || packet.isOuterFragment) packet.claimedEnd = claimedEnd;
  if (claimedEnd < packet.end) packet.end = claimedEnd;
}
