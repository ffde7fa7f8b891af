import type { PortRange } from "#text/ports.ts";
import type { TcpDestination, TcpPorts } from "#facts/walk/tcp-ports.ts";

/** Ours: from here on the kernel tries hundreds of ports for one that is free, and a burst finds none. */
export const FULL_RATIO = 0.9;
/** Ours: worth knowing before it fails. */
export const NEAR_RATIO = 0.8;
/** Ours: sockets come and go while the table is read, so the last few ports may seem free. */
const FREE_AT_MOST = 0.01;

/** The settings of a namespace that decide which ports a new connection may have. */
export interface PortRules {
  readonly range: PortRange;
  readonly reserved: ReadonlySet<number>;
  /** `tcp_tw_reuse`; null if it was not read. */
  readonly reuse: number | null;
  /** `tcp_timestamps`; null if it was not read. */
  readonly timestamps: number | null;
}

/** How much of the ports that connect(2) may choose toward one destination is in use. */
export interface Usage {
  /** In the range, not reserved, and no program listens on it. */
  readonly usable: number;
  /** Taken, and not to be had by any setting. */
  readonly used: number;
  /** Of those, in TIME_WAIT. */
  readonly inTimeWait: number;
  /** In TIME_WAIT, and yet given to a new connection, because of `tcp_tw_reuse`. */
  readonly reusable: number;
  readonly ratio: number;
  /** Nothing is left, as far as a table can tell that changes while it is read. */
  readonly isFull: boolean;
}

const isLoopback = (address: string): boolean =>
  address.startsWith("127.") || address.startsWith("[::1]");

/**
 * Whether connect(2) takes a port that has been in TIME_WAIT for a second.
 * @see linux net/ipv4/tcp_ipv4.c tcp_twsk_unique()
 */
export function reuses({ reuse, timestamps }: PortRules, remote: string): boolean {
  if (timestamps === 0) return false;
  return reuse === 1 || (reuse === 2 && isLoopback(remote));
}

function isUsable({ range, reserved }: PortRules, listening: ReadonlySet<number>) {
  return (port: number): boolean =>
    port >= range.low && port <= range.high && !reserved.has(port) && !listening.has(port);
}

function usableCount(rules: PortRules, listening: ReadonlySet<number>): number {
  const fits = isUsable(rules, listening);
  let count = 0;
  for (let port = rules.range.low; port <= rules.range.high; port++) if (fits(port)) count++;
  return count;
}

const within = (ports: ReadonlySet<number>, fits: (port: number) => boolean): number =>
  [...ports].filter(fits).length;

function usage(usable: number, used: number, inTimeWait: number, reusable: number): Usage {
  const free = usable - used;
  return {
    usable,
    used,
    inTimeWait,
    reusable,
    ratio: usable === 0 ? 0 : used / usable,
    isFull: usable > 0 && free <= Math.max(1, usable * FREE_AT_MOST),
  };
}

/** Of the ports toward one destination. */
export function usageToward(
  destination: TcpDestination,
  listening: ReadonlySet<number>,
  rules: PortRules,
): Usage {
  const fits = isUsable(rules, listening);
  const [held, young, waiting] = [
    within(destination.held, fits),
    within(destination.young, fits),
    within(destination.waiting, fits),
  ];
  const again = reuses(rules, destination.remote) ? waiting : 0;
  const inTimeWait = young + waiting - again;
  return usage(usableCount(rules, listening), held + inTimeWait, inTimeWait, again);
}

/** Ours: where the kernel chooses a port knowing the destination, connections to several share many; alone is by bind(2). */
const ALONE_RATIO = 0.95;
/** Ours: toward one destination no port can be shared, so that tells nothing. */
const ONE_DESTINATION_RATIO = 0.5;

const sizeOf = ({ held, young, waiting }: TcpDestination): number =>
  held.size + young.size + waiting.size;

/**
 * Of all ports of a namespace, if programs choose them by bind(2) before connect(2): then each port serves one connection,
 * whatever its destination. Null if connections share ports, which shows that they do not, or have one destination.
 */
export function usageByBind(table: TcpPorts, rules: PortRules): Usage | null {
  const fits = isUsable(rules, table.listening);
  const single = within(table.single, fits);
  const used = single + within(table.shared, fits);
  const [fullest] = table.fullest;
  const isOne = fullest !== undefined && sizeOf(fullest) > used * ONE_DESTINATION_RATIO;
  if (used === 0 || isOne || single / used < ALONE_RATIO) return null;
  return usage(usableCount(rules, table.listening), used, 0, 0);
}
