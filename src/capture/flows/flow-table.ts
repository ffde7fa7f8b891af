import type { Endpoints } from "../packet.ts";
import { Flow } from "./flow.ts";

/** Powers of two: at the beginning, and at most. */
const FEWEST_BUCKETS = 256;
const MOST_BUCKETS = 1 << 16;
/** Longer chains are made by somebody who chose addresses for it; the one that was silent longest gives way. */
const LONGEST_CHAIN = 64;

/**
 * Flows by addresses and ports, either way round. Holds at most `limit` of them: when it is full, the half that was
 * silent longest is retired, so a capture of any length takes the same memory.
 */
export class FlowTable {
  /** Flows that were ever begun. */
  begun = 0;
  private buckets: Flow[][] = emptyBuckets(FEWEST_BUCKETS);
  private held = 0;
  /** Packets come in trains: the flow that was found last. */
  private latest: Flow | null = null;
  private readonly limit: number;
  private readonly retire: (flow: Flow) => void;

  constructor(limit: number, retire: (flow: Flow) => void) {
    this.limit = limit;
    this.retire = retire;
  }

  find(packet: Endpoints): Flow | null {
    const { latest } = this;
    if (latest !== null && latest.isForward(packet) !== null) return latest;
    const chain = this.chain(hashOf(packet));
    for (const flow of chain) {
      if (flow.isForward(packet) === null) continue;
      this.latest = flow;
      return flow;
    }
    return null;
  }

  /** Begins a flow from this packet's source; another flow of the same addresses and ports must be removed before. */
  begin(packet: Endpoints, at: { frame: number; time: number }): Flow {
    if (this.held >= this.limit) this.retireHalf();
    if (this.held >= this.buckets.length && this.held < MOST_BUCKETS) this.grow();
    const hash = hashOf(packet);
    const flow = new Flow(this.begun++, hash, packet, at);
    const chain = this.chain(hash);
    if (chain.length >= LONGEST_CHAIN) {
      const silent = chain.reduce((one, other) => (one.lastTime <= other.lastTime ? one : other));
      this.end(silent);
    }
    chain.push(flow);
    this.held++;
    return flow;
  }

  /** Takes a flow out and retires it. */
  end(flow: Flow): void {
    const chain = this.chain(flow.hash);
    const index = chain.indexOf(flow);
    if (index < 0) return;
    chain.splice(index, 1);
    if (this.latest === flow) this.latest = null;
    this.held--;
    this.retire(flow);
  }

  /** Retires all flows that are left, in the order in which they began. */
  endAll(): void {
    for (const flow of this.all().sort((one, other) => one.number - other.number)) this.end(flow);
  }

  private retireHalf(): void {
    const all = this.all().sort((one, other) => one.lastTime - other.lastTime);
    for (const flow of all.slice(0, Math.ceil(all.length / 2))) this.end(flow);
  }

  private chain(hash: number): Flow[] {
    return this.buckets[hash & (this.buckets.length - 1)] ?? [];
  }

  private grow(): void {
    const all = this.all();
    this.buckets = emptyBuckets(this.buckets.length * 4);
    for (const flow of all) this.chain(flow.hash).push(flow);
  }

  private all(): Flow[] {
    return this.buckets.flat();
  }
}

function emptyBuckets(count: number): Flow[][] {
  return Array.from({ length: count }, () => []);
}

/** The same for both directions. */
function hashOf(packet: Endpoints): number {
  const ports = packet.sourcePort ^ packet.destinationPort;
  const portSum = packet.sourcePort + packet.destinationPort;
  let hash =
    (packet.source0 ^ packet.destination0) +
    (packet.source1 ^ packet.destination1) +
    (packet.source2 ^ packet.destination2);
  hash = Math.imul(hash ^ packet.source3 ^ packet.destination3, 0x9e3779b1);
  hash ^= Math.imul((packet.source3 + packet.destination3) | 0, 0x85ebca6b);
  hash ^= Math.imul(ports, 0xc2b2ae35) ^ Math.imul(portSum, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
