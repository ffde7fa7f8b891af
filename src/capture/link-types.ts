/** LINKTYPE_ numbers that are decoded, and DLT_ numbers that some systems write in their place. */
export const LINK_NULL = 0;
export const LINK_ETHERNET = 1;
export const LINK_ARCNET = 7;
export const LINK_PPP = 9;
/** DLT_RAW of Linux, FreeBSD, macOS; OpenBSD's is 14. */
export const LINK_DLT_RAW = 12;
export const LINK_DLT_RAW_OPENBSD = 14;
export const LINK_PPP_HDLC = 50;
export const LINK_PPP_ETHERNET = 51;
export const LINK_RAW = 101;
export const LINK_CISCO_HDLC = 104;
export const LINK_WIRELESS = 105;
export const LINK_LOOP = 108;
export const LINK_LINUX_SLL = 113;
export const LINK_RADIOTAP = 127;
export const LINK_ARCNET_LINUX = 129;
export const LINK_PPI = 192;
export const LINK_PPP_DIRECTION = 204;
export const LINK_IPV4 = 228;
export const LINK_IPV6 = 229;
export const LINK_NFLOG = 239;
export const LINK_LINUX_SLL2 = 276;

const NAMES = new Map([
  [LINK_NULL, "BSD loopback"],
  [LINK_ETHERNET, "Ethernet"],
  [LINK_ARCNET, "ARCNET"],
  [LINK_PPP, "PPP"],
  [LINK_DLT_RAW, "raw IP"],
  [LINK_DLT_RAW_OPENBSD, "raw IP"],
  [LINK_PPP_HDLC, "PPP in HDLC"],
  [LINK_PPP_ETHERNET, "PPPoE"],
  [LINK_RAW, "raw IP"],
  [LINK_CISCO_HDLC, "Cisco HDLC"],
  [LINK_WIRELESS, "802.11"],
  [LINK_LOOP, "OpenBSD loopback"],
  [LINK_LINUX_SLL, "Linux cooked v1"],
  [LINK_RADIOTAP, "802.11 with radiotap"],
  [LINK_ARCNET_LINUX, "ARCNET of Linux"],
  [LINK_PPI, "PPI"],
  [LINK_PPP_DIRECTION, "PPP with direction"],
  [LINK_IPV4, "raw IPv4"],
  [LINK_IPV6, "raw IPv6"],
  [LINK_NFLOG, "nflog"],
  [LINK_LINUX_SLL2, "Linux cooked v2"],
]);

/** The name of a link type whose frames are decoded; undefined when they are only counted. */
export function linkTypeName(linkType: number): string | undefined {
  return NAMES.get(linkType);
}
