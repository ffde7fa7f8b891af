import { DOMINANT_SHARE, netRx, packetShare, processed, type ReceiveTotals } from "./hot-cpus.ts";
import type { CpuLoad } from "./load.ts";
import { isSpreadOut, type Nic, queueCount, servingCpus, steeredTo } from "./nic.ts";

/** Why the receive work of one device is on one CPU. */
export type Cause = "single-queue-nic" | "queues-share-one-cpu" | "steering-to-one-cpu";

export type Blame =
  | {
      readonly kind: "cause";
      readonly cause: Cause;
      readonly nic: Nic;
      readonly certainty: "confirmed" | "suspected";
    }
  /** Another CPU hands its packets over, and no mask that we can see says so. */
  | { readonly kind: "steered-unseen" }
  /** Queues or steering would spread it, and it goes to one CPU all the same: one flow, or flows that hash alike. */
  | { readonly kind: "one-flow"; readonly nic: Nic }
  /** Softirq of a virtual device runs on the CPU of whoever sends into it. */
  | { readonly kind: "virtual"; readonly nic: Nic }
  /** The packets are of no device that this network namespace shows, or of one that shows too little. */
  | { readonly kind: "unseen"; readonly nic: Nic | null };

/** Ours: a device counts as the source of a CPU's packets from this share of them. */
const SOURCE_OF_PACKETS = 0.1;
/** Ours: beside a busier device, one counts from this share of the busiest. */
const SOURCE_BESIDE_BUSIEST = 0.2;
/** Ours: handed-over work shows as so many hand-overs per raise of NET_RX. */
const HANDED_OVER = 0.1;
/** Ours: from here on a CPU has nearly all queues of a device. */
const NEARLY_ALL_QUEUES = 2 / 3;

const rateOf = ({ traffic }: Nic): number => traffic?.packets ?? 0;

/** Devices that can have brought the packets of a CPU in: those that received enough, if anything tells. */
function sources(nics: readonly Nic[], hot: CpuLoad): readonly Nic[] {
  const known = nics.filter(({ traffic }) => traffic !== null);
  if (known.length === 0) return nics;
  const busiest = known.reduce((most, nic) => Math.max(most, rateOf(nic)), 0);
  const least = Math.max(SOURCE_OF_PACKETS * processed(hot), SOURCE_BESIDE_BUSIEST * busiest, 1);
  return known.filter((nic) => rateOf(nic) >= least).sort((a, b) => rateOf(b) - rateOf(a));
}

function isHandedOver(hot: CpuLoad): boolean {
  const received = hot.packets?.receivedRps ?? 0;
  return received > 0 && received >= HANDED_OVER * netRx(hot);
}

const goesTo = (nic: Nic, cpu: number): boolean => nic.irqs.some(({ cpus }) => cpus.includes(cpu));

/** One mask that names this CPU alone, and packets that come to it that way. */
function isSteered(nic: Nic, hot: CpuLoad): boolean {
  const to = steeredTo(nic);
  if (to.length !== 1 || to[0] !== hot.cpu) return false;
  const counted = hot.packets?.receivedRps ?? null;
  return counted === null || isHandedOver(hot) || goesTo(nic, hot.cpu) || nic.kind === "virtual";
}

/**
 * Whether this CPU serves nearly all queues of a device, or the device's queues are on few CPUs that are all hot: crowded
 * on them, or with no more queues to go round.
 */
function isShared(nic: Nic, hot: CpuLoad, allHot: readonly number[]): boolean {
  const placed = nic.irqs.filter(({ cpus }) => cpus.length > 0);
  const here = placed.filter(({ cpus }) => cpus.includes(hot.cpu));
  if (here.length === 0) return false;
  if (here.length > NEARLY_ALL_QUEUES * placed.length) return true;
  const used = servingCpus(nic);
  if (!used.every((cpu) => allHot.includes(cpu))) return false;
  return used.length <= placed.length / 2 || (isSpreadOut(nic) && steeredTo(nic).length <= 1);
}

function blameReal(nic: Nic, hot: CpuLoad, allHot: readonly number[]): Blame {
  const count = queueCount(nic);
  const placed = nic.irqs.some(({ cpus }) => cpus.length > 0);
  const takesAll = rateOf(nic) >= 0.5 * processed(hot);
  const certainty = nic.traffic !== null && takesAll ? "confirmed" : "suspected";
  if (count === 1) {
    if (placed && !goesTo(nic, hot.cpu)) return { kind: "unseen", nic };
    // Without an interrupt of its own (vmbus, USB) the one queue is still all there is, if the packets are its.
    return {
      kind: "cause",
      cause: "single-queue-nic",
      nic,
      certainty: placed ? "confirmed" : certainty,
    };
  }
  if (!placed) return { kind: "unseen", nic };
  if (isShared(nic, hot, allHot))
    return { kind: "cause", cause: "queues-share-one-cpu", nic, certainty: "confirmed" };
  return goesTo(nic, hot.cpu) ? { kind: "one-flow", nic } : { kind: "unseen", nic };
}

/** RPS may use several CPUs, and the packets go up the stack on this one all the same. */
function isOneFlow(nic: Nic, { hot, totals }: Scene): boolean {
  const to = steeredTo(nic);
  const share = packetShare([hot], totals);
  return to.length > 1 && to.includes(hot.cpu) && share !== null && share >= DOMINANT_SHARE;
}

function blameOne(nic: Nic, scene: Scene): Blame {
  const { hot, allHot } = scene;
  if (isSteered(nic, hot))
    return { kind: "cause", cause: "steering-to-one-cpu", nic, certainty: "confirmed" };
  if (isOneFlow(nic, scene)) return { kind: "one-flow", nic };
  const isUnseen = nic.queues.length === 0;
  if (isUnseen && isHandedOver(hot))
    return { kind: "cause", cause: "steering-to-one-cpu", nic, certainty: "suspected" };
  if (nic.kind === "virtual") return isUnseen ? { kind: "unseen", nic } : { kind: "virtual", nic };
  return blameReal(nic, hot, allHot);
}

/** One saturated CPU among all of them. */
interface Scene {
  readonly hot: CpuLoad;
  readonly allHot: readonly number[];
  readonly totals: ReceiveTotals;
}

const WEIGHT: Readonly<Record<Blame["kind"], number>> = {
  cause: 0,
  "one-flow": 1,
  "steered-unseen": 2,
  virtual: 3,
  unseen: 4,
};

/** What each device has to do with one saturated CPU; the causes if there are any, else the best explanation. */
export function blameFor(scene: Scene, nics: readonly Nic[]): readonly [Blame, ...Blame[]] {
  const { hot } = scene;
  const blames = sources(nics, hot).map((nic) => blameOne(nic, scene));
  const causes = blames.filter(({ kind }) => kind === "cause");
  const [first, ...rest] = causes;
  if (first !== undefined) return [first, ...rest];
  if (isHandedOver(hot)) blames.push({ kind: "steered-unseen" });
  const [best] = blames.toSorted((a, b) => WEIGHT[a.kind] - WEIGHT[b.kind]);
  return [best ?? { kind: "unseen", nic: null }];
}
