import { u16, u32 } from "../integers.ts";
import {
  MAX_SACK_BLOCKS,
  type Packet,
  STOP_CUT,
  STOP_MALFORMED,
  TRANSPORT_TCP,
} from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { DONE } from "./next.ts";

const END = 0;
const NO_OPERATION = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;

/** Ports, numbers, flags and window: without these there is nothing to say of a segment. */
const FIXED = 16;

/**
 * A header that is cut behind its window, or that claims a length that it cannot have, still shows its flags. No host
 * takes a segment of the second kind, and how long it is nobody knows: `isSegmentSound` is false then.
 */
export function tcp(packet: Packet): number {
  const { bytes, at } = packet;
  if (packet.end - at < FIXED && !has(packet, FIXED)) return DONE;
  const offsetAndFlags = u16(bytes, at + 12);
  const headerLength = (offsetAndFlags >>> 12) * 4;
  packet.transport = TRANSPORT_TCP;
  packet.transportAt = at;
  packet.sourcePort = u16(bytes, at);
  packet.destinationPort = u16(bytes, at + 2);
  packet.sequence = u32(bytes, at + 4);
  packet.acknowledgment = u32(bytes, at + 8);
  packet.flags = offsetAndFlags & 0x1ff;
  packet.window = u16(bytes, at + 14);
  packet.maximumSegmentSize = -1;
  packet.windowShift = -1;
  packet.isSackPermitted = false;
  packet.sackBlocks = 0;
  packet.hasTimestamps = false;
  packet.isSegmentSound = headerLength >= 20 && packet.claimedEnd - at >= headerLength;
  return body(packet, at + Math.max(20, headerLength));
}

function body(packet: Packet, payloadAt: number): number {
  const { end, transportAt } = packet;
  packet.payloadAt = payloadAt;
  packet.payloadLength = Math.max(0, packet.claimedEnd - payloadAt);
  packet.payloadCaptured = Math.max(0, end - payloadAt);
  packet.at = Math.min(payloadAt, end);
  packet.areOptionsCut = payloadAt > end;
  packet.urgent = end - transportAt >= 20 ? u16(packet.bytes, transportAt + 18) : 0;
  if (!packet.isSegmentSound) return stopped(packet, STOP_MALFORMED);
  if (packet.at > transportAt + 20) options(packet, transportAt + 20, packet.at);
  if (packet.areOptionsCut) packet.stop = STOP_CUT;
  return DONE;
}

/** Options that contradict their length end the list, as in every kernel; nothing said so far is taken back. */
function options(packet: Packet, from: number, end: number): void {
  const { bytes } = packet;
  let at = from;
  while (at < end) {
    const kind = bytes[at] ?? END;
    if (kind === END) return;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > end) return;
    option(packet, { kind, at: at + 2, length });
    at += length;
  }
}

function option(
  packet: Packet,
  { kind, at, length }: { kind: number; at: number; length: number },
): void {
  const { bytes } = packet;
  if (kind === TIMESTAMPS && length === 10) {
    packet.hasTimestamps = true;
    packet.timestampValue = u32(bytes, at);
    packet.timestampEcho = u32(bytes, at + 4);
  } else if (kind === SACK) sack(packet, at, length - 2);
  else if (kind === MSS && length === 4) packet.maximumSegmentSize = u16(bytes, at);
  else if (kind === WINDOW_SCALE && length === 3) packet.windowShift = bytes[at] ?? 0;
  else if (kind === SACK_PERMITTED && length === 2) packet.isSackPermitted = true;
}

function sack(packet: Packet, at: number, length: number): void {
  const blocks = Math.min(length >>> 3, MAX_SACK_BLOCKS);
  for (let word = 0; word < 2 * blocks; word++)
    packet.sackEdges[word] = u32(packet.bytes, at + word * 4);
  packet.sackBlocks = blocks;
}
