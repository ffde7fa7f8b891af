import type { Says } from "#contract/message.ts";
import { ratio } from "#contract/quantity.ts";
import type { Evidence, Finding, Subject } from "#contract/verdict.ts";
import { formatCpuList } from "#text/cpu-list.ts";
import type { Blame, Cause } from "./blame.ts";
import { netRxEvidence, packetEvidence, timeEvidence } from "./cpu-evidence.ts";
import { totalsOf } from "./hot-cpus.ts";
import type { CpuLoad, Load } from "./load.ts";
import { words } from "./messages.ts";
import type { Closer, Readings } from "./needs.ts";
import { irqbalancePid, nicEvidence, nodeCpus } from "./nic-evidence.ts";
import { isSpreadOut, type Nic, queueCount } from "./nic.ts";
import { remediesFor } from "./remedy.ts";

export interface Scene {
  readonly readings: Readings;
  readonly closer: Closer;
  readonly load: Load;
}

export interface Blamed {
  readonly hot: CpuLoad;
  readonly blames: readonly [Blame, ...Blame[]];
}

/** One cause of one device, with every CPU it saturates. */
interface Fault {
  readonly cause: Cause;
  readonly certainty: "confirmed" | "suspected";
  readonly nic: Nic | null;
  readonly hot: readonly [CpuLoad, ...CpuLoad[]];
}

/** Ours: a CPU with less idle time than this starves whatever else wants to run there. */
const STARVED = 0.05;
/** Ours: fewer drops of the device than this share of its packets are stray frames that nobody asked for. */
const MISSED = 1 / 1000;

/** Whether it does harm: packets are lost or wait, or nothing else gets to run on the CPU. */
function doesHarm({ hot, nic }: Fault): boolean {
  const traffic = nic?.traffic ?? null;
  const missed = traffic !== null && traffic.missed > traffic.packets * MISSED;
  return (
    missed ||
    hot.some(
      ({ packets, idle }) =>
        idle <= STARVED || (packets !== null && (packets.dropped > 0 || packets.timeSqueeze > 0)),
    )
  );
}

const losesPackets = ({ hot, nic }: Fault): boolean =>
  (nic?.traffic?.missed ?? 0) > 0 || hot.some(({ packets }) => (packets?.dropped ?? 0) > 0);

function faultsOf(blamed: readonly Blamed[]): readonly Fault[] {
  const faults = new Map<string, Fault>();
  for (const { hot, blames } of blamed) {
    for (const blame of blames) {
      if (blame.kind !== "cause" && blame.kind !== "steered-unseen") continue;
      const known =
        blame.kind === "cause"
          ? { cause: blame.cause, certainty: blame.certainty, nic: blame.nic }
          : { cause: "steering-to-one-cpu" as const, certainty: "suspected" as const, nic: null };
      const key = `${known.cause} ${known.nic?.name ?? `cpu${hot.cpu}`}`;
      const before = faults.get(key);
      faults.set(key, { ...known, hot: before ? [...before.hot, hot] : [hot] });
    }
  }
  return [...faults.values()];
}

function nameOf(nic: Nic | null): Says | string {
  if (nic === null) return words.unnamedDevice();
  return nic.place === null ? nic.name : words.elsewhere({ nic: nic.name, ...nic.place });
}

function saysOf({ cause, certainty, nic, hot }: Fault): Says {
  const cpu = formatCpuList(hot.map((one) => one.cpu).sort((a, b) => a - b));
  const share = ratio(Math.max(...hot.map(({ softirq }) => softirq)));
  const slots = { nic: nameOf(nic), cpu, share };
  if (cause === "single-queue-nic")
    return certainty === "confirmed" ? words.singleQueue(slots) : words.suspectedSingleQueue(slots);
  if (cause === "steering-to-one-cpu")
    return certainty === "confirmed" ? words.steered(slots) : words.suspectedSteering(slots);
  const counted = { ...slots, count: String(nic === null ? 0 : queueCount(nic)) };
  return nic !== null && isSpreadOut(nic) ? words.fewQueues(counted) : words.sharedQueues(counted);
}

function subjectOf({ nic, hot }: Fault): Subject {
  return nic === null ? { kind: "cpu", name: `cpu${hot[0].cpu}` } : { kind: "nic", name: nic.name };
}

function evidenceOf(scene: Scene, { nic, hot }: Fault): readonly [Evidence, ...Evidence[]] {
  const { readings, closer, load } = scene;
  const totals = totalsOf(load);
  const [first, ...others] = hot;
  const byCpu = (one: CpuLoad): readonly Evidence[] => [
    netRxEvidence(readings, load, one, totals),
    ...packetEvidence(readings, one, totals),
  ];
  return [
    timeEvidence(readings, first),
    ...byCpu(first),
    ...others.flatMap((one) => [timeEvidence(readings, one), ...byCpu(one)]),
    ...(nic === null ? [] : nicEvidence(closer, nic)),
  ];
}

/** Findings with whether each does harm already. */
export function findingsOf(
  scene: Scene,
  blamed: readonly Blamed[],
): readonly { finding: Finding; harmful: boolean }[] {
  const { closer, load } = scene;
  return faultsOf(blamed).map((fault) => {
    const { cause, certainty, nic, hot } = fault;
    const machine = {
      online: load.online,
      serving:
        cause === "steering-to-one-cpu"
          ? (nic?.irqs.flatMap(({ cpus }) => cpus) ?? [])
          : hot.map(({ cpu }) => cpu),
      near: nic?.node == null ? null : (nodeCpus(closer, nic.node) ?? null),
      irqbalance: irqbalancePid(closer) ?? null,
    };
    const finding: Finding = {
      cause,
      subject: subjectOf(fault),
      certainty,
      severity: losesPackets(fault) ? "critical" : "warning",
      says: saysOf(fault),
      evidence: evidenceOf(scene, fault),
      remedies: nic === null ? [] : remediesFor(cause, nic, machine),
    };
    return { finding, harmful: doesHarm(fault) };
  });
}
