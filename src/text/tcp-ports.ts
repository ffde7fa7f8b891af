import { formatPorts } from "./ports.ts";
import { endText, TCP_STATES, type TcpLine, timerSeconds } from "./tcp-line.ts";
import { addressText } from "./socket-rows.ts";

/** Linux include/net/tcp.h TCP_TIMEWAIT_LEN. */
const TIME_WAIT_SECONDS = 60;
/** linux net/ipv4/tcp_ipv4.c tcp_twsk_unique(): a younger one is never given to another connection. */
const REUSABLE_AFTER_SECONDS = 1;
/** Destinations remembered; a table of more is a server's, and those beyond are few ports each. */
const MOST_DESTINATIONS = 400_000;
const KEPT = 10;

/** Local ports in use toward one destination from one address, by what becomes of them. */
export interface DestinationPorts {
  readonly local: string;
  /** Address and port. */
  readonly remote: string;
  /** Connections that are not in TIME_WAIT. */
  readonly held: string;
  /** In TIME_WAIT for less than a second. */
  readonly young: string;
  /** In TIME_WAIT for longer. */
  readonly waiting: string;
  /** The table and the 1-based line of one of them. */
  readonly table: "tcp" | "tcp6";
  readonly line: number;
}

class Ports {
  readonly held: number[] = [];
  readonly young: number[] = [];
  readonly waiting: number[] = [];
  readonly table: "tcp" | "tcp6";
  readonly line: number;
  constructor(table: "tcp" | "tcp6", line: number) {
    this.table = table;
    this.line = line;
  }

  add({ state, rest, localPort }: TcpLine): void {
    if (state !== TCP_STATES.TIME_WAIT) this.held.push(localPort);
    else if (timerSeconds(rest) > TIME_WAIT_SECONDS - REUSABLE_AFTER_SECONDS)
      this.young.push(localPort);
    else this.waiting.push(localPort);
  }

  get size(): number {
    return this.held.length + this.young.length + this.waiting.length;
  }
}

/** A connection to IPv4 through an IPv6 socket has the same ports as one through an IPv4 socket. */
const MAPPED = "0000000000000000FFFF0000";
const unmapped = (hex: string): string => (hex.startsWith(MAPPED) ? hex.slice(MAPPED.length) : hex);

const ascending = (ports: readonly number[]): string =>
  formatPorts(ports.toSorted((a, b) => a - b));

/**
 * Counts the local ports of one network namespace by destination. Feed it the lines of `tcp6` first: the sockets that
 * listen stand at the top of a table, and what has their port was accepted, not opened.
 */
export class TcpPortCounter {
  readonly #listening = new Set<number>();
  readonly #destinations = new Map<string, Ports>();
  readonly #uses = new Uint16Array(65_536);
  readonly #states = new Map<number, number>();
  #beyond = 0;

  add(line: TcpLine, number: number): void {
    const { state, localPort, localAddress, remote } = line;
    this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
    if (state === TCP_STATES.LISTEN) this.#listening.add(localPort);
    if (state === TCP_STATES.LISTEN || state === TCP_STATES.CLOSE) return;
    if (this.#listening.has(localPort)) return;
    this.#uses[localPort] = Math.min((this.#uses[localPort] ?? 0) + 1, 65_535);
    const key = `${unmapped(localAddress)} ${unmapped(remote)}`;
    const known = this.#destinations.get(key);
    if (known) known.add(line);
    else if (this.#destinations.size >= MOST_DESTINATIONS) this.#beyond++;
    else {
      const ports = new Ports(localAddress.length > 8 ? "tcp6" : "tcp", number);
      ports.add(line);
      this.#destinations.set(key, ports);
    }
  }

  /** Sockets in a state. */
  count(state: keyof typeof TCP_STATES): number {
    return this.#states.get(TCP_STATES[state]) ?? 0;
  }

  get sockets(): number {
    return [...this.#states.values()].reduce((sum, count) => sum + count, 0);
  }

  get listening(): string {
    return ascending([...this.#listening]);
  }

  /** How many sockets were toward destinations that were too many to be counted one by one. */
  get beyond(): number {
    return this.#beyond;
  }

  /** Ports of connections that were opened from here: those that one connection has, and those that several share. */
  uses(): { readonly single: string; readonly shared: string } {
    const single: number[] = [];
    const shared: number[] = [];
    for (const [port, uses] of this.#uses.entries()) {
      if (this.#listening.has(port) || uses === 0) continue;
      if (uses === 1) single.push(port);
      else shared.push(port);
    }
    return { single: formatPorts(single), shared: formatPorts(shared) };
  }

  /** The destinations with most local ports in use, the fullest first. */
  fullest(): readonly DestinationPorts[] {
    return [...this.#destinations]
      .sort(([, a], [, b]) => b.size - a.size)
      .slice(0, KEPT)
      .map(([key, ports]) => {
        const [local = "", remote = ""] = key.split(" ");
        return {
          local: addressText(local),
          remote: endText(remote),
          held: ascending(ports.held),
          young: ascending(ports.young),
          waiting: ascending(ports.waiting),
          table: ports.table,
          line: ports.line,
        };
      });
  }
}
