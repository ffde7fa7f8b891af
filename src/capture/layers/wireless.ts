import { u16In, u32In } from "../integers.ts";
import { type Packet, STOP_FOREIGN } from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { DONE, LLC } from "./next.ts";

/** Second byte of the frame control field (IEEE 802.11-2020 9.2.4.1). */
const TO_AND_FROM_DISTRIBUTION = 0x03;
const PROTECTED = 0x40;
const HAS_HT_CONTROL = 0x80;
/** Type "data", and of its subtypes: without a body, with a QoS field. */
const DATA = 2;
const NO_BODY = 4;
const QOS = 8;
/** In the QoS field: several frames in one. */
const AGGREGATE = 0x80;

/** 802.11: addresses of three stations or four, then LLC if it is data that nobody encrypted. */
export function wireless(packet: Packet): number {
  if (!has(packet, 24)) return DONE;
  const { bytes, at } = packet;
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  const subtype = first >>> 4;
  const isData = ((first >>> 2) & 3) === DATA && (subtype & NO_BODY) === 0;
  if (!isData || (second & PROTECTED) !== 0) return stopped(packet, STOP_FOREIGN);
  let length = (second & TO_AND_FROM_DISTRIBUTION) === TO_AND_FROM_DISTRIBUTION ? 30 : 24;
  if ((subtype & QOS) !== 0) {
    if (((bytes[at + length] ?? 0) & AGGREGATE) !== 0) return stopped(packet, STOP_FOREIGN);
    length += (second & HAS_HT_CONTROL) === 0 ? 2 : 6;
  }
  if (!has(packet, length)) return DONE;
  packet.at += length;
  return LLC;
}

/** What the radio said of the frame, in a header of its own length (radiotap.org). @returns whether it was there. */
export function passRadio(packet: Packet): boolean {
  if (!has(packet, 8)) return false;
  const length = u16In(packet.bytes, packet.at + 2, true);
  if (length < 8 || !has(packet, length)) {
    stopped(packet, STOP_FOREIGN);
    return false;
  }
  packet.at += length;
  return true;
}

/** Per-Packet Information: version, flags, length, and the link type of what follows. @returns it, or -1. */
export function passInformation(packet: Packet): number {
  const linkType = u32In(packet.bytes, packet.at + 4, true);
  return passRadio(packet) ? linkType : -1;
}
