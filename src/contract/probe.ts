/**
 * What probes of the path to a destination found, as plain data: what the case judges and what a report holds. Sizes are
 * bytes of the whole IP packet, header included; all probes carry DF (IPv6: are never fragmented).
 */
export interface PathProbe {
  /** As the user named it: `HOST` or `HOST:PORT`. */
  destination: string;
  host: string;
  port: number | null;
  /** ISO 8601. */
  at: string;
  /** How long it took. */
  seconds: number;
  /** Why the name has no address. */
  unresolved: string | null;
  /** Addresses of the name that were not probed: of each family, one is. */
  notProbed: number;
  paths: ProbedPath[];
}

/** What this host itself would send to an address, before anything was probed. */
export interface ProbedRoute {
  device: string;
  /** `vxlan`, `wireguard`, `veth`, …; null for hardware and what does not say. */
  deviceKind: string | null;
  deviceMtu: number;
  gateway: string | null;
  source: string | null;
  /** The route's own destination has one address only (/32, /128). */
  isHostRoute: boolean;
  /** `mtu` of the route, and whether it is locked: then no ICMP lowers it, and IPv4 goes without DF. */
  mtu: number | null;
  isMtuLocked: boolean;
  advmss: number | null;
  /** What the kernel has learned from ICMP, and for how long it holds. */
  cached: { mtu: number; expiresSeconds: number } | null;
}

/** Which sizes arrive. */
export interface ProbedSizes {
  /** Largest that arrived; null if none did. */
  through: number | null;
  /** Smallest that never did; null if the largest that was tried arrived. */
  never: number | null;
  /** How often `never` was tried in vain; 0 if a router refused it. */
  tries: number;
  /** Probes up to `through`, and those of them that were not answered. */
  sent: number;
  lost: number;
}

/** How sizes were tried: ICMP echo, UDP to closed ports, TCP segments. */
export type ProbeMeans = "echo" | "udp" | "tcp";

/** One means of probing, and what it found. */
export interface ProbedBy extends ProbedSizes {
  by: ProbeMeans;
}

/** A router that said that a packet is too big. */
export interface ProbedRefusal {
  from: string;
  /** The MTU that it names; 0 if none. */
  mtu: number;
  /** Of the packet that it refused. */
  bytes: number;
  count: number;
}

export interface ProbedHop {
  ttl: number;
  address: string;
}

/** A TCP port as it was met. */
export interface ProbedTcp {
  port: number;
  outcome: "connected" | "refused" | "unanswered" | "unreachable";
  /** Name of the error that ended it, empty if it was connected. */
  code: string;
  /** Largest packet that this side announced it takes (MSS and headers), and that the peer's MSS and this route let it send. */
  announced: number | null;
  sends: number | null;
  /** Packets that a connection with a limited segment size announced. */
  limited: number | null;
  /** Bytes that the peer answered over it. */
  answered: number;
  /** Size of the request that the peer was sent to make it answer: `tls` or `http`. */
  request: "tls" | "http";
  there: ProbedSizes | null;
  /** What the peer sent. `hasTail`: what came behind the missing packet did arrive. */
  back: (ProbedSizes & { hasTail: boolean }) | null;
  /** The sender's packets got smaller after ICMP, and then arrived. */
  followedIcmp: boolean;
}

export interface ProbedPath {
  address: string;
  family: 4 | 6;
  /** Largest packet that arrived, by any means: there, and back from there. Null where nothing tells. */
  pathMtu: { there: number | null; back: number | null };
  route: ProbedRoute | null;
  /** Nobody answers, and somebody says why: the kernel (`from` is null) or a router. */
  unreachable: { code: string; from: string | null } | null;
  /** Whether ICMP echo could be used, and was answered. */
  echo: "answered" | "silent" | "denied";
  /** The same of UDP to closed ports. */
  udp: "answered" | "silent" | "denied";
  /** What each means found of the way to the address. */
  found: ProbedBy[];
  refusals: ProbedRefusal[];
  /**
   * Where a packet of `bytes` is lost: `last` it came to, `next` it did not, though small ones did. `next` is null where
   * the destination itself follows or a router does not answer.
   */
  hop: { bytes: number; last: ProbedHop | null; next: ProbedHop | null } | null;
  tcp: ProbedTcp | null;
}
