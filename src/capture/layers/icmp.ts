import { i32, u16, u32 } from "../integers.ts";
import { type Packet, type Quoted, TRANSPORT_ICMP, TRANSPORT_ICMP6 } from "../packet.ts";
import { has } from "./cut.ts";
import { DONE } from "./next.ts";

const DESTINATION_UNREACHABLE = 3;
const FRAGMENTATION_NEEDED = 4;
const PACKET_TOO_BIG = 2;
const MAPPED = 0xffff;
/** Types that send the packet back that they are about: unreachable, source quench, redirect, time, parameter. */
const QUOTING = new Set([3, 4, 5, 11, 12]);

export function icmp(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  begin(packet, TRANSPORT_ICMP);
  const { bytes, transportAt: at, icmpType: type, icmpCode: code } = packet;
  const isTooBig = type === DESTINATION_UNREACHABLE && code === FRAGMENTATION_NEEDED;
  packet.nextHopMtu = isTooBig && packet.end - at >= 8 ? u16(bytes, at + 6) : -1;
  if (QUOTING.has(type)) quote(packet, at + 8);
  return DONE;
}

export function icmp6(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  begin(packet, TRANSPORT_ICMP6);
  const { bytes, transportAt: at, icmpType: type } = packet;
  const isTooBig = type === PACKET_TOO_BIG;
  packet.nextHopMtu = isTooBig && packet.end - at >= 8 ? u32(bytes, at + 4) : -1;
  // Errors are below 128; 1…4 quote.
  if (type >= 1 && type <= 4) quote(packet, at + 8);
  return DONE;
}

function begin(packet: Packet, transport: number): void {
  const { bytes, at } = packet;
  packet.transport = transport;
  packet.transportAt = at;
  packet.icmpType = bytes[at] ?? 0;
  packet.icmpCode = bytes[at + 1] ?? 0;
  packet.quoted.version = 0;
  packet.at = Math.min(at + 8, packet.end);
  packet.payloadAt = at + 8;
  packet.payloadLength = Math.max(0, packet.claimedEnd - packet.payloadAt);
  packet.payloadCaptured = Math.max(0, packet.end - packet.payloadAt);
}

/** Reads what is there of the quoted packet; a router quotes at least its IP header and eight bytes. */
function quote(packet: Packet, at: number): void {
  const { bytes, end, quoted } = packet;
  const version = end > at ? (bytes[at] ?? 0) >>> 4 : 0;
  if (version === 4 && end - at >= 20) quote4(quoted, bytes, at, end);
  else if (version === 6 && end - at >= 40) quote6(quoted, bytes, at, end);
}

// oxlint-disable-next-line max-params -- called for each error packet: a storm of them makes no garbage
function quote4(quoted: Quoted, bytes: Uint8Array, at: number, end: number): void {
  quoted.version = 4;
  quoted.totalLength = u16(bytes, at + 2);
  quoted.identification = u16(bytes, at + 4);
  const fragment = u16(bytes, at + 6);
  quoted.isDontFragment = (fragment & 0x4000) !== 0;
  quoted.fragmentOffset = (fragment & 0x1fff) * 8;
  quoted.protocol = bytes[at + 9] ?? 0;
  quoted.source0 = 0;
  quoted.source1 = 0;
  quoted.source2 = MAPPED;
  quoted.source3 = i32(bytes, at + 12);
  quoted.destination0 = 0;
  quoted.destination1 = 0;
  quoted.destination2 = MAPPED;
  quoted.destination3 = i32(bytes, at + 16);
  const headerLength = ((bytes[at] ?? 0) & 15) * 4;
  quotePorts(quoted, bytes, quoted.fragmentOffset > 0 ? end : at + headerLength, end);
}

// oxlint-disable-next-line max-params -- called for each error packet: a storm of them makes no garbage
function quote6(quoted: Quoted, bytes: Uint8Array, at: number, end: number): void {
  quoted.version = 6;
  quoted.totalLength = u16(bytes, at + 4) + 40;
  quoted.identification = 0;
  quoted.isDontFragment = true;
  quoted.fragmentOffset = 0;
  quoted.source0 = i32(bytes, at + 8);
  quoted.source1 = i32(bytes, at + 12);
  quoted.source2 = i32(bytes, at + 16);
  quoted.source3 = i32(bytes, at + 20);
  quoted.destination0 = i32(bytes, at + 24);
  quoted.destination1 = i32(bytes, at + 28);
  quoted.destination2 = i32(bytes, at + 32);
  quoted.destination3 = i32(bytes, at + 36);
  let next = bytes[at + 6] ?? 0;
  let place = at + 40;
  // Extension headers before the ports; each takes eight bytes at least, so the loop ends with the packet.
  while ((next === 0 || next === 43 || next === 44 || next === 60) && end - place >= 8) {
    const length = next === 44 ? 8 : ((bytes[place + 1] ?? 0) + 1) * 8;
    if (next === 44) quoted.fragmentOffset = u16(bytes, place + 2) & 0xfff8;
    next = bytes[place] ?? 0;
    place += length;
  }
  quoted.protocol = next;
  quotePorts(quoted, bytes, quoted.fragmentOffset > 0 ? end : place, end);
}

// oxlint-disable-next-line max-params -- called for each error packet: a storm of them makes no garbage
function quotePorts(quoted: Quoted, bytes: Uint8Array, at: number, end: number): void {
  const hasPorts = quoted.protocol === 6 || quoted.protocol === 17 || quoted.protocol === 132;
  quoted.hasPorts = hasPorts && end - at >= 4;
  quoted.sourcePort = quoted.hasPorts ? u16(bytes, at) : 0;
  quoted.destinationPort = quoted.hasPorts ? u16(bytes, at + 2) : 0;
  quoted.sequence = quoted.protocol === 6 && end - at >= 8 ? u32(bytes, at + 4) : 0;
}
