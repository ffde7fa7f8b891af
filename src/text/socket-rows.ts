/** One socket as `/proc/net/tcp`, `tcp6`, `udp` and `udp6` show it. */
export interface SocketRow {
  readonly local: string;
  readonly remote: string;
  /** The kernel's number of the TCP state: 1 is ESTABLISHED, 10 LISTEN; UDP uses 7. */
  readonly state: number;
  /** Bytes sent and not acknowledged, or not sent yet. */
  readonly sendQueue: number;
  /** Bytes that the program has not read; for a listening socket the connections that wait to be accepted. */
  readonly receiveQueue: number;
  /** What `/proc/PID/fd` shows as `socket:[inode]`; 0 for a socket that no descriptor holds. */
  readonly inode: number;
  /** 1-based. */
  readonly line: number;
}

const ROW =
  /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):([0-9A-F]{8}) \S+ \S+ +\d+ +\d+ (\d{1,15})(?: |$)/;

/** The kernel prints an address as 32-bit words of its own byte order; this reads those of a little-endian machine. */
function octets(hex: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < hex.length; at += 8)
    for (let byte = 3; byte >= 0; byte--)
      bytes.push(Number.parseInt(hex.slice(at + 2 * byte, at + 2 * byte + 2), 16));
  return bytes;
}

/** An address as the kernel prints it in hexadecimal, in the usual notation; IPv6 in brackets unless it maps an IPv4 address. */
export function addressText(hex: string): string {
  const bytes = octets(hex);
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  const mapped = /^(0:){5}ffff:/.test(`${groups.join(":")}:`);
  const address = mapped
    ? bytes.slice(12).join(".")
    : groups
        .join(":")
        .replace(/\b(?:0(?::|$)){2,}/, ":")
        .replace(/^:(?!:)/, "::");
  return mapped ? address : `[${address}]`;
}

function endpoint(hex: string, port: string): string {
  return `${addressText(hex)}:${Number.parseInt(port, 16)}`;
}

/**
 * Rows of `/proc/net/tcp` and its kin. What is no such row (the heading, a torn line) is passed over.
 *
 * @see linux net/ipv4/tcp_ipv4.c get_tcp4_sock(); net/ipv4/udp.c udp4_format_sock()
 */
export function* socketRows(text: string): Generator<SocketRow> {
  for (const [index, row] of text.split("\n").entries()) {
    const match = ROW.exec(row);
    if (!match) continue;
    const [, local = "", localPort = "", remote = "", remotePort = ""] = match;
    const [state = "", send = "", receive = "", inode = ""] = match.slice(5);
    yield {
      local: endpoint(local, localPort),
      remote: endpoint(remote, remotePort),
      state: Number.parseInt(state, 16),
      sendQueue: Number.parseInt(send, 16),
      receiveQueue: Number.parseInt(receive, 16),
      inode: Number(inode),
      line: index + 1,
    };
  }
}
