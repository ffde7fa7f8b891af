/** Both directions of one tracked flow, as `conntrack -L` and `/proc/net/nf_conntrack` print them. */
export interface ConntrackTuple {
  /** `tcp`, `udp`, … */
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Who answers: the destination, or where DNAT sends it. */
  readonly replySource: string;
  /** To whom it answers: the source, or the address that SNAT gave it. */
  readonly replyDestination: string;
  readonly replySourcePort: number;
  readonly replyDestinationPort: number;
}

const PAIR =
  /src=(\S{1,64}) dst=(\S{1,64}) sport=(\d{1,5}) dport=(\d{1,5})(?: packets=\d+ bytes=\d+)?/g;

/**
 * The flow of a line such as
 * `ipv4 2 udp 17 29 src=… dst=… sport=… dport=… [UNREPLIED] src=… dst=… sport=… dport=… mark=0 use=2`, with or without
 * the first two words and the packet counts. Null for protocols without ports and for lines that make no sense.
 */
export function parseConntrackTuple(line: string): ConntrackTuple | null {
  const protocol = /^(?:ipv[46]\s+\d+\s+)?([a-z][a-z0-9-]{1,9})\s+\d+\s/.exec(line)?.[1];
  if (protocol === undefined) return null;
  const [original, reply] = line.matchAll(PAIR);
  if (!original || !reply) return null;
  const port = (text: string | undefined): number => Number(text);
  const ports = [original[3], original[4], reply[3], reply[4]].map(port);
  if (ports.some((one) => one > 65_535)) return null;
  const [sourcePort = 0, destinationPort = 0, replySourcePort = 0, replyDestinationPort = 0] =
    ports;
  return {
    protocol,
    source: original[1] ?? "",
    destination: original[2] ?? "",
    sourcePort,
    destinationPort,
    replySource: reply[1] ?? "",
    replyDestination: reply[2] ?? "",
    replySourcePort,
    replyDestinationPort,
  };
}
