import { type ConntrackTuple, parseConntrackTuple } from "./conntrack-tuple.ts";
import { count } from "./fields.ts";

/**
 * The source ports that one address uses toward one destination. Two flows with the same of all four cannot be told
 * apart by their answers, so conntrack refuses the second: the ports are what SNAT can run out of.
 */
export interface SnatPorts {
  readonly protocol: string;
  /** The address that SNAT gives. */
  readonly address: string;
  /** Who answers, after DNAT. */
  readonly destination: string;
  readonly destinationPort: number;
  /** Ports in use: one flow each. */
  readonly ports: number;
  /** Of these, flows that SNAT translated. */
  readonly translated: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The table of one network namespace, summed up. */
export interface SnatTable {
  /** Lines read. */
  readonly entries: number;
  /** The destinations toward which most ports are in use, the fullest first; only those that SNAT translates for. */
  readonly fullest: readonly SnatPorts[];
}

const KEPT = 20;
/** A table has at most millions of entries; one of a hostile snapshot may have more different destinations than memory. */
const MOST_KEYS = 1_000_000;

interface Tally {
  readonly tuple: ConntrackTuple;
  ports: number;
  translated: number;
  lowest: number;
  highest: number;
}

/** Sums up a conntrack table line by line: memory grows with the destinations, not with the flows. */
export class SnatPortCounter {
  #entries = 0;
  readonly #tallies = new Map<string, Tally>();

  add(line: string): void {
    if (line === "") return;
    this.#entries++;
    const tuple = parseConntrackTuple(line);
    if (tuple === null) return;
    const { protocol, replySource, replySourcePort, replyDestination } = tuple;
    const key = `${protocol} ${replyDestination} ${replySource} ${replySourcePort}`;
    const port = tuple.replyDestinationPort;
    const isTranslated = replyDestination !== tuple.source || port !== tuple.sourcePort;
    const known = this.#tallies.get(key);
    if (known) {
      known.ports++;
      known.translated += Number(isTranslated);
      known.lowest = Math.min(known.lowest, port);
      known.highest = Math.max(known.highest, port);
    } else if (this.#tallies.size < MOST_KEYS) {
      const translated = Number(isTranslated);
      this.#tallies.set(key, { tuple, ports: 1, translated, lowest: port, highest: port });
    }
  }

  /** The sum of what was added so far. */
  table(): SnatTable {
    const fullest = [...this.#tallies.values()]
      .filter(({ translated }) => translated > 0)
      .sort((a, b) => b.ports - a.ports)
      .slice(0, KEPT)
      .map(({ tuple, ...tally }) => ({
        protocol: tuple.protocol,
        address: tuple.replyDestination,
        destination: tuple.replySource,
        destinationPort: tuple.replySourcePort,
        ...tally,
      }));
    return { entries: this.#entries, fullest };
  }
}

/** One line: `udp 10.0.0.1 10.0.0.2 53 ports=20 translated=20 lowest=5000 highest=5019`. */
export function printSnatPorts(one: SnatPorts): string {
  return [
    `${one.protocol} ${one.address} ${one.destination} ${one.destinationPort}`,
    `ports=${one.ports} translated=${one.translated} lowest=${one.lowest} highest=${one.highest}`,
  ].join(" ");
}

const LINE =
  /^(\S{1,16}) (\S{1,64}) (\S{1,64}) (\d+) ports=(\d+) translated=(\d+) lowest=(\d+) highest=(\d+)$/;

/** What {@link printSnatPorts} printed; null for anything else. */
export function parseSnatPorts(line: string): SnatPorts | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, protocol = "", address = "", destination = "", ...numbers] = match;
  const counts = numbers.map((word) => count(word));
  if (counts.includes(null)) return null;
  const [destinationPort = 0, ports = 0, translated = 0, lowest = 0, highest = 0] =
    counts as number[];
  return { protocol, address, destination, destinationPort, ports, translated, lowest, highest };
}
