import { addressBytes as parseAddress } from "#host/netlink.ts";

/** 4 or 6: the version of IP. */
export type Family = 4 | 6;

/** Bytes of the IP header, without options. */
const IP_HEADER = { 4: 20, 6: 40 } as const;
const TCP_HEADER = 20;
/** A timestamps option with its padding. */
export const TCP_TIMESTAMPS = 12;
const ICMP_OR_UDP_HEADER = 8;

/** Bytes of headers before the payload of an echo or a UDP datagram. */
export const datagramHeaders = (family: Family): number => IP_HEADER[family] + ICMP_OR_UDP_HEADER;
/** Bytes of headers before the MSS of a TCP segment; its options count as part of the MSS. */
export const segmentHeaders = (family: Family): number => IP_HEADER[family] + TCP_HEADER;

/** The bytes of an address as text; a zone (`%2`) is passed over. @throws {RangeError} if it is none. */
export function addressBytes(text: string): Uint8Array {
  const [bare = ""] = text.split("%");
  const bytes = parseAddress(bare);
  if (bytes === null) throw new RangeError(`no address: ${text}`);
  return bytes;
}
