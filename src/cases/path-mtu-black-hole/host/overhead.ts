/** Flags of GRE, each of which adds four bytes: checksum, key, sequence number (RFC 2890). */
const GRE_OPTIONS = [0x8000, 0x2000, 0x1000];

/** Bytes beyond the outer IP header: UDP 8, VXLAN or Geneve 8, an inner Ethernet header 14, GRE 4, WireGuard 32. */
const BEYOND: Readonly<Record<string, number>> = {
  vxlan: 30,
  geneve: 30,
  ipip: 0,
  sit: 0,
  ip6tnl: 8,
  gre: 4,
  gretap: 18,
  ip6gre: 12,
  ip6gretap: 26,
  wireguard: 40,
};
/** These always go over IPv6; Linux adds a destination option of 8 bytes to them, the encapsulation limit (RFC 2473). */
const OVER_6: ReadonlySet<string> = new Set(["ip6tnl", "ip6gre", "ip6gretap"]);
const ONLY_OVER_4: ReadonlySet<string> = new Set(["ipip", "sit", "gre", "gretap"]);

/**
 * Bytes that a tunnel adds to an IP packet; null for a kind that adds none, or that is not known.
 *
 * @param isOver6 the outer packets are IPv6. Where it is not known the smaller overhead of IPv4 is the careful guess.
 * @param greFlags as the kernel holds them.
 */
export function overheadOf(kind: string, isOver6: boolean, greFlags = 0): number | null {
  const beyond = BEYOND[kind];
  if (beyond === undefined) return null;
  const outer = OVER_6.has(kind) || (isOver6 && !ONLY_OVER_4.has(kind)) ? 40 : 20;
  const options = GRE_OPTIONS.filter((flag) => (greFlags & flag) !== 0).length * 4;
  return outer + beyond + options;
}
