import { u16 } from "../integers.ts";
import { type Packet, STOP_FOREIGN } from "../packet.ts";
import { has, stopped } from "./cut.ts";
import { isAddressFamilyIp6 } from "./family.ts";
import { DONE, IPV4, IPV6 } from "./next.ts";

/** linux/netfilter/nfnetlink_log.h */
const NFULA_PAYLOAD = 9;

/**
 * Packets of netfilter's log: family, version, resource id, then attributes of length, type, value, of which one is the
 * packet. Attributes are in the writer's byte order; it is little where no attribute is longer than 255 words the
 * other way round, and big-endian writers are as good as extinct.
 */
export function nflog(packet: Packet): number {
  if (!has(packet, 4)) return DONE;
  const { bytes } = packet;
  const family = bytes[packet.at] ?? 0;
  packet.at += 4;
  while (has(packet, 4)) {
    const { at } = packet;
    const first = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const isLittle = first <= packet.claimedEnd - at;
    const length = isLittle ? first : u16(bytes, at);
    const type = isLittle ? (bytes[at + 2] ?? 0) : u16(bytes, at + 2);
    if (length < 4) return stopped(packet, STOP_FOREIGN);
    if (type === NFULA_PAYLOAD) {
      packet.at += 4;
      packet.claimedEnd = Math.min(packet.claimedEnd, at + length);
      packet.end = Math.min(packet.end, at + length);
      if (family === 2) return IPV4;
      return isAddressFamilyIp6(family) ? IPV6 : stopped(packet, STOP_FOREIGN);
    }
    packet.at += (length + 3) & ~3;
  }
  return DONE;
}
