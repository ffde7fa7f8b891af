import type { Endpoints } from "../packet.ts";
import { Flow } from "./flow.ts";
import { MOST_BUCKETS } from "./lane-memory.ts";
import * as row from "./row-layout.ts";
import { Rows } from "./rows.ts";

/** A power of two. */
const FEWEST_BUCKETS = 256;
/** Longer chains are made by somebody who chose addresses for it; the one that was silent longest gives way. */
const LONGEST_CHAIN = 64;
const NOWHERE = -1;

/**
 * Flows by addresses and ports, either way round. Holds at most `limit` of them: when it is full, the half that was
 * silent longest is retired, so a capture of any length takes the same memory.
 */
export class FlowTable {
  readonly rows: Rows;
  /** Flows that were ever begun. */
  begun = 0;
  /** Buckets that are in use: a power of two. */
  width = FEWEST_BUCKETS;
  /** The first row of each bucket; its head tells the next. */
  private buckets: Int32Array = new Int32Array(FEWEST_BUCKETS).fill(NOWHERE);
  /** By row. */
  private readonly flows: (Flow | null)[] = [];
  private held = 0;
  private readonly limit: number;
  private readonly retire: (flow: Flow) => void;

  constructor(limit: number, retire: (flow: Flow) => void) {
    this.rows = new Rows();
    this.limit = limit;
    this.retire = retire;
  }

  /** Goes on in other arrays, see {@link Rows.move}; there is room for {@link MOST_BUCKETS}. */
  move(rows: Int32Array, buckets: Int32Array, enlarge: () => void): void {
    this.rows.move(rows, enlarge);
    if (this.buckets.length > 0) buckets.set(this.buckets);
    this.buckets = buckets;
  }

  find(packet: Endpoints): Flow | null {
    const ports = portsOf(packet.sourcePort, packet.destinationPort);
    const crossed = portsOf(packet.destinationPort, packet.sourcePort);
    const { words } = this.rows;
    for (
      let at = this.first(hashOf(packet));
      at !== NOWHERE;
      at = words[at + row.CHAIN] ?? NOWHERE
    ) {
      const found = words[at + row.PORTS];
      if (found !== ports && found !== crossed) continue;
      const flow = this.at(at);
      if (flow !== null && flow.isForward(packet) !== null) return flow;
    }
    return null;
  }

  /** The first row of the bucket for a hash; -1 when it is empty. */
  first(hash: number): number {
    return this.buckets[hash & (this.width - 1)] ?? NOWHERE;
  }

  /** The flow whose row begins there. */
  at(at: number): Flow | null {
    return this.flows[Rows.indexOf(at)] ?? null;
  }

  /** Begins a flow from this packet's source; another flow of the same addresses and ports must be removed before. */
  begin(packet: Endpoints, begun: { frame: number; time: number }): Flow {
    if (this.held >= this.limit) this.retireHalf();
    if (this.held >= this.width && this.held < MOST_BUCKETS) this.grow();
    const hash = hashOf(packet);
    this.shorten(hash);
    const { rows } = this;
    const at = rows.take();
    const flow = new Flow(this.begun++, packet, begun, { rows, at });
    this.flows[Rows.indexOf(at)] = flow;
    const { words } = rows;
    words[at + row.SOURCE] = packet.source3;
    words[at + row.DESTINATION] = packet.destination3;
    words[at + row.PORTS] = portsOf(packet.sourcePort, packet.destinationPort);
    words[at + row.HASH] = hash;
    this.link(at);
    this.held++;
    return flow;
  }

  /** Takes a flow out and retires it. */
  end(flow: Flow): void {
    const at = flow.row;
    this.unlink(at);
    this.flows[Rows.indexOf(at)] = null;
    this.held--;
    this.retire(flow);
    this.rows.give(at);
  }

  /** Retires all flows that are left, in the order in which they began. */
  endAll(): void {
    for (const flow of this.all().sort((one, other) => one.number - other.number)) this.end(flow);
  }

  private retireHalf(): void {
    const all = this.all().sort((one, other) => one.lastTime - other.lastTime);
    for (const flow of all.slice(0, Math.ceil(all.length / 2))) this.end(flow);
  }

  /** Makes room in a chain that is too long. */
  private shorten(hash: number): void {
    const chain: Flow[] = [];
    const { words } = this.rows;
    for (let at = this.first(hash); at !== NOWHERE; at = words[at + row.CHAIN] ?? NOWHERE) {
      const flow = this.at(at);
      if (flow !== null) chain.push(flow);
    }
    if (chain.length < LONGEST_CHAIN) return;
    this.end(chain.reduce((one, other) => (one.lastTime <= other.lastTime ? one : other)));
  }

  private link(at: number): void {
    const { words } = this.rows;
    const bucket = (words[at + row.HASH] ?? 0) & (this.width - 1);
    words[at + row.CHAIN] = this.buckets[bucket] ?? NOWHERE;
    this.buckets[bucket] = at;
  }

  private unlink(gone: number): void {
    const { words } = this.rows;
    const bucket = (words[gone + row.HASH] ?? 0) & (this.width - 1);
    const behind = words[gone + row.CHAIN] ?? NOWHERE;
    let at = this.buckets[bucket] ?? NOWHERE;
    if (at === gone) {
      this.buckets[bucket] = behind;
      return;
    }
    while (at !== NOWHERE) {
      const next = words[at + row.CHAIN] ?? NOWHERE;
      if (next === gone) words[at + row.CHAIN] = behind;
      at = next;
    }
  }

  private grow(): void {
    this.width *= 4;
    if (this.buckets.length < this.width) this.buckets = new Int32Array(this.width);
    this.buckets.fill(NOWHERE, 0, this.width);
    for (const flow of this.all()) this.link(flow.row);
  }

  private all(): Flow[] {
    return this.flows.filter((flow) => flow !== null);
  }
}

/** Both in one word, as in a row. */
export function portsOf(source: number, destination: number): number {
  return (source << 16) | destination;
}

function hashOf(packet: Endpoints): number {
  const prefixes =
    (packet.source0 ^ packet.destination0) +
    (packet.source1 ^ packet.destination1) +
    (packet.source2 ^ packet.destination2);
  const { source3, destination3, sourcePort, destinationPort } = packet;
  return hashOfEnds(prefixes | 0, source3, destination3, portsOf(sourcePort, destinationPort));
}

/** The same for both directions. @param prefixes what comes of the first three words of both addresses; 0 in IPv4. */
// oxlint-disable-next-line max-params -- called for each segment: a record of the four would be made for each
export function hashOfEnds(
  prefixes: number,
  source: number,
  destination: number,
  ports: number,
): number {
  const high = ports >>> 16;
  const low = ports & 0xffff;
  let hash = Math.imul(prefixes ^ source ^ destination, 0x9e3779b1);
  hash ^= Math.imul((source + destination) | 0, 0x85ebca6b);
  hash ^= Math.imul(high ^ low, 0xc2b2ae35) ^ Math.imul(high + low, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
