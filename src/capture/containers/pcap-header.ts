import type { Container, Refusal } from "../ending.ts";
import { u16In, u32In } from "../integers.ts";

/** What the 24 bytes at the head of a pcap file say of the records behind them. */
export interface PcapHeader {
  readonly container: Container;
  readonly linkType: number;
  readonly snapLength: number;
  readonly fcsBytes: number | null;
  /** Bytes before the first record. */
  readonly bytes: number;
  readonly recordHeaderBytes: number;
  /** Units of the second word of a time stamp in a second. */
  readonly nanosecondsPerTick: number;
  /** Before version 2.4, both orders of "captured" and "on the wire" were written: the smaller one is "captured". */
  readonly mayLengthsBeSwapped: boolean;
  /** The magic number is shared with variants that have longer record headers: the records must tell. */
  readonly isAmbiguous: boolean;
}

export const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

interface Magic {
  readonly variant: Container["variant"];
  readonly nanosecondsPerTick: number;
}

const PLAIN: Magic = { variant: "plain", nanosecondsPerTick: 1000 };
const AIX: Magic = { variant: "aix", nanosecondsPerTick: 1 };

/**
 * - a1b2c3d4: microseconds; a1b23c4d: nanoseconds.
 * - a1b2cd34: Alexey Kuznetzov's patches of libpcap 0.4, eight more bytes a record (interface, protocol, packet type).
 * - 1c0001ab, 1c0001ac: Ixia's lcap (micro- and nanoseconds), the size of all records behind the header.
 */
const MAGICS = new Map<number, Magic>([
  [0xa1b2c3d4, PLAIN],
  [0xa1b23c4d, { variant: "plain", nanosecondsPerTick: 1 }],
  [0xa1b2cd34, { variant: "kuznetzov", nanosecondsPerTick: 1000 }],
  [0x1c0001ab, { variant: "ixia", nanosecondsPerTick: 1000 }],
  [0x1c0001ac, { variant: "ixia", nanosecondsPerTick: 1 }],
]);

/** AIX writes version 2.2, nanoseconds, and SNMP's ifType (RFC 1573) in place of a link type. */
const AIX_LINK_TYPES = new Map([
  [6, 1],
  [9, 6],
  [15, 10],
  [24, 0],
]);

/** Bits 16…25 of the link type word are reserved; 26 says that the top four hold the length of the FCS. */
const RESERVED_LINK_BITS = 0x03ff_0000;
const HAS_FCS_LENGTH = 0x0400_0000;

/** Whether the four bytes are the magic number of a pcap file, and in which order they were written. */
export function pcapByteOrder(bytes: Uint8Array, at: number): "little" | "big" | null {
  if (MAGICS.has(u32In(bytes, at, true))) return "little";
  return MAGICS.has(u32In(bytes, at, false)) ? "big" : null;
}

/**
 * @param at where at least 24 bytes begin whose magic number was recognised.
 * @see draft-ietf-opsawg-pcap; wireshark wiretap/libpcap.c for the variants
 */
export function parsePcapHeader(bytes: Uint8Array, at: number): PcapHeader | Refusal {
  const byteOrder = pcapByteOrder(bytes, at) ?? "little";
  const little = byteOrder === "little";
  const major = u16In(bytes, at + 4, little);
  const minor = u16In(bytes, at + 6, little);
  if (!isKnown(major, minor)) return { why: "unsupported-version", major, minor };
  const word = u32In(bytes, at + 20, little);
  const reserved = word & RESERVED_LINK_BITS;
  if (reserved !== 0) return { why: "reserved-link-bits", found: reserved };
  const written = MAGICS.get(u32In(bytes, at, little)) ?? PLAIN;
  const aixLinkType = major === 2 && minor === 2 ? AIX_LINK_TYPES.get(word & 0xffff) : undefined;
  const linkType = aixLinkType ?? word & 0xffff;
  const { variant, nanosecondsPerTick } = aixLinkType === undefined ? aged(written, minor) : AIX;
  return {
    container: { format: "pcap", variant, byteOrder, ticksPerSecond: 1e9 / nanosecondsPerTick },
    linkType,
    snapLength: u32In(bytes, at + 16, little),
    fcsBytes: (word & HAS_FCS_LENGTH) === 0 ? null : (word >>> 28) * 2,
    bytes: variant === "ixia" ? PCAP_HEADER_BYTES + 4 : PCAP_HEADER_BYTES,
    recordHeaderBytes: variant === "kuznetzov" ? 24 : RECORD_HEADER_BYTES,
    nanosecondsPerTick,
    mayLengthsBeSwapped: minor < 4,
    isAmbiguous: variant === "plain" && nanosecondsPerTick === 1000,
  };
}

/** Up to 2.3 the order of the two lengths was not settled. */
function aged(magic: Magic, minor: number): Magic {
  return magic.variant === "plain" && minor < 4 ? { ...magic, variant: "old-lengths" } : magic;
}

/** 2.4 since 1998; higher minor numbers change nothing. DG/UX wrote 543.0 for an early 2. */
function isKnown(major: number, minor: number): boolean {
  return major === 2 || (major === 543 && minor === 0);
}
