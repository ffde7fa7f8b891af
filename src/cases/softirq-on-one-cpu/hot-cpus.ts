import type { CpuLoad, Load } from "./load.ts";

/** Ours: share of a CPU's time in softirq from which it has no room left for anything else. */
export const HOT_SHARE = 0.6;
/** Ours: share of its time in softirq from which a CPU does nothing else. */
const FULL_SHARE = 0.9;
/** Ours: share of the host's receive work from which the other CPUs do next to nothing of it. */
export const DOMINANT_SHARE = 0.8;
/**
 * Ours: the most that one packet can plausibly cost, in seconds of softirq time. A packet through a long rule set takes
 * some 10 µs, under a software-emulated CPU some 200 µs. Fewer packets than this explains leave the time to another row.
 */
const DEAREST_PACKET = 300e-6;
/** Ours: fewer raises of NET_RX than this cannot keep a CPU busy; each is worth a few milliseconds at most. */
const FEWEST_RAISES = 20;
/** Rows of devices and of work that others hand in. TIMER, SCHED, HRTIMER and RCU tick on every CPU that runs at all. */
const DEVICE_ROWS = ["HI", "NET_TX", "BLOCK", "IRQ_POLL", "BLOCK_IOPOLL", "TASKLET"];

export const netRx = ({ raised }: CpuLoad): number => raised.get("NET_RX") ?? 0;
export const processed = ({ packets }: CpuLoad): number => packets?.processed ?? 0;
const sum = (loads: readonly CpuLoad[], of: (load: CpuLoad) => number): number =>
  loads.reduce((total, load) => total + of(load), 0);

/** Softirq time of a CPU that is NET_RX's, if each raise takes as long as any other. */
function receiveTime(load: CpuLoad): number {
  const raises = [...load.raised.values()].reduce((all, rate) => all + rate, 0);
  return raises > 0 ? (load.softirq * netRx(load)) / raises : 0;
}

/** Totals of the receive work that was seen on all CPUs. */
export interface ReceiveTotals {
  readonly netRx: number;
  /** Of the CPUs' time: 2 where two CPUs did nothing else. */
  readonly receiveTime: number;
  /** Null if no CPU's packets were counted. */
  readonly processed: number | null;
}

export function totalsOf({ cpus }: Load): ReceiveTotals {
  const counted = cpus.some(({ packets }) => packets !== null);
  return {
    netRx: sum(cpus, netRx),
    receiveTime: sum(cpus, receiveTime),
    processed: counted ? sum(cpus, processed) : null,
  };
}

/** Share of the host's packets that some CPUs send up the stack; null if packets were not counted. */
export function packetShare(loads: readonly CpuLoad[], totals: ReceiveTotals): number | null {
  return totals.processed ? sum(loads, processed) / totals.processed : null;
}

const timeShare = (loads: readonly CpuLoad[], { receiveTime: all }: ReceiveTotals): number =>
  all > 0 ? sum(loads, receiveTime) / all : 0;

/**
 * Share of the host's receive work that some CPUs do. Packets tell who does it: under RPS the CPU of the interrupt raises
 * NET_RX for the others too. Raises count where packets were not counted, and where the CPUs have nothing left but to
 * serve the queue, so that the others get no more packets than these can hand over. A busy CPU takes more packets per
 * raise than an idle one: where only raises tell and most are these CPUs', their share of the time counts too.
 */
export function receiveShare(loads: readonly CpuLoad[], totals: ReceiveTotals): number {
  const raises = totals.netRx > 0 ? sum(loads, netRx) / totals.netRx : 0;
  const packets = packetShare(loads, totals);
  if (packets === null) return raises > 0.5 ? Math.max(raises, timeShare(loads, totals)) : raises;
  const isFull = loads.every(({ softirq }) => softirq >= FULL_SHARE);
  return isFull ? Math.max(raises, packets) : packets;
}

/** Whether packets are what fills a CPU's softirq time, and not another softirq that happens to run beside them. */
function isReceiveBound(load: CpuLoad): boolean {
  const raises = netRx(load);
  if (raises < FEWEST_RAISES) return false;
  const { packets } = load;
  if (packets !== null && packets.processed * DEAREST_PACKET < load.softirq / 2) return false;
  const squeezed = packets !== null && packets.timeSqueeze >= 1;
  return squeezed || DEVICE_ROWS.every((row) => (load.raised.get(row) ?? 0) <= raises);
}

export type Sight =
  /** No CPU is busy with softirq. `busiest` is null if none could be judged. */
  | { readonly kind: "calm"; readonly busiest: CpuLoad | null }
  /** Some are, and not with packets. */
  | { readonly kind: "other-softirq"; readonly hot: readonly CpuLoad[] }
  /** Packets keep CPUs busy, and the work is shared by most of them. */
  | { readonly kind: "spread"; readonly hot: readonly CpuLoad[] }
  | { readonly kind: "hot"; readonly hot: readonly CpuLoad[] };

/** What the CPUs look like: which are saturated by receive work that others could share. */
export function look(load: Load): Sight {
  const saturated = load.cpus.filter(({ softirq }) => softirq >= HOT_SHARE);
  const [busiest = null] = load.cpus.toSorted((a, b) => b.softirq - a.softirq);
  if (saturated.length === 0) return { kind: "calm", busiest };
  const bound = saturated.filter(isReceiveBound);
  if (bound.length === 0) return { kind: "other-softirq", hot: saturated };
  const totals = totalsOf(load);
  const hot = bound.filter((one) => receiveShare([one], totals) >= 0.5 / bound.length);
  const few = hot.length <= load.cpus.length / 2;
  return few && receiveShare(hot, totals) >= DOMINANT_SHARE
    ? { kind: "hot", hot }
    : { kind: "spread", hot: bound };
}

/** The softirq that a CPU raises most beyond what the others do: what fills its time when it is not packets. */
export function leadingRow(load: Load, hot: CpuLoad): { name: string; perSecond: number } | null {
  const others = load.cpus.filter(({ cpu }) => cpu !== hot.cpu);
  const mean = (row: string): number =>
    others.length === 0 ? 0 : sum(others, ({ raised }) => raised.get(row) ?? 0) / others.length;
  const rows = [...hot.raised]
    .filter(([name]) => name !== "NET_RX")
    .map(([name, perSecond]) => ({ name, perSecond, beyond: perSecond - mean(name) }))
    .toSorted((a, b) => b.beyond - a.beyond);
  return rows[0] ?? null;
}
