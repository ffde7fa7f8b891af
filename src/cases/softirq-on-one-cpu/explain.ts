import { quantity, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { type Evidence, unknown, type Verdict } from "#contract/verdict.ts";
import dev from "#facts/proc/net/dev.ts";
import stat from "#facts/proc/stat.ts";
import { formatCpuList } from "#text/cpu-list.ts";
import { type Blame, blameFor } from "./blame.ts";
import { calmEvidence, netRxEvidence, timeEvidence } from "./cpu-evidence.ts";
import { findingsOf } from "./findings.ts";
import {
  leadingRow,
  netRx,
  packetShare,
  processed,
  receiveShare,
  type Sight,
  totalsOf,
} from "./hot-cpus.ts";
import type { CpuLoad, Load } from "./load.ts";
import { words } from "./messages.ts";
import type { Closer, Readings } from "./needs.ts";
import { queueCount, steeredTo } from "./nic.ts";
import { nicsOf } from "./nics.ts";

/** Ours: share of a CPU's time in softirq from which an operator asks what it is. */
const NOTABLE = 0.2;

/** The softirq that fills a CPU, where that is not packets. */
function otherRowEvidence(readings: Readings, load: Load, hot: CpuLoad): readonly Evidence[] {
  const row = leadingRow(load, hot);
  if (row === null || row.perSecond < netRx(hot)) return [];
  const line = load.softirqLines.get(row.name);
  const rate = quantity(Math.round(row.perSecond), "events/s");
  return [
    {
      label: words.otherRow({ row: row.name, cpu: String(hot.cpu) }),
      says: words.otherRowSays({ rate, netRx: quantity(Math.round(netRx(hot)), "events/s") }),
      observed: rate,
      origin: originAt(readings.softirqs, line === undefined ? {} : { line }),
    },
  ];
}

function spreadEvidence(
  readings: Readings,
  load: Load,
  hot: CpuLoad,
  hotCount: number,
): readonly Evidence[] {
  const totals = totalsOf(load);
  const packets = packetShare([hot], totals);
  const share = packets ?? receiveShare([hot], totals);
  const line = packets === null ? load.softirqLines.get("NET_RX") : hot.packets?.line;
  return [
    {
      label: words.spread({ cpu: String(hot.cpu) }),
      says: words.spreadSays({
        share: ratio(share),
        hot: String(hotCount),
        online: String(load.cpus.length),
      }),
      observed: ratio(share),
      origin: originAt(
        packets === null ? readings.softirqs : readings.softnet,
        line === undefined ? {} : { line },
      ),
    },
  ];
}

/** What rules the case out: no CPU is saturated, or not by packets, or most of them share the work. */
export function explainCalm(readings: Readings, load: Load, sight: Sight): Verdict {
  if (sight.kind === "calm") {
    if (sight.busiest === null) return unknown({ fact: stat.id, why: words.tooShort() });
    const totals = totalsOf(load);
    const most = load.cpus.toSorted((a, b) => netRx(b) - netRx(a))[0] ?? sight.busiest;
    const { limit: _limit, ...seen } = netRxEvidence(readings, load, most, totals);
    const other =
      sight.busiest.softirq >= NOTABLE ? otherRowEvidence(readings, load, sight.busiest) : [];
    return { kind: "absent", evidence: [calmEvidence(readings, sight.busiest), seen, ...other] };
  }
  const evidence = sight.hot.flatMap((hot) => [
    timeEvidence(readings, hot),
    ...(sight.kind === "other-softirq"
      ? otherRowEvidence(readings, load, hot)
      : spreadEvidence(readings, load, hot, sight.hot.length)),
  ]);
  const some = nonEmpty(evidence);
  return some
    ? { kind: "absent", evidence: some }
    : unknown({ fact: stat.id, why: words.tooShort() });
}

/** A saturated CPU that the case does not answer for, and why; null if nothing tells what loads it. */
function excuse(readings: Readings, hot: CpuLoad, blame: Blame): Evidence | null {
  if (blame.kind !== "one-flow" && blame.kind !== "virtual") return null;
  const { nic } = blame;
  const rate = quantity(Math.round(nic.traffic?.packets ?? processed(hot)), "packets/s");
  const count = String(queueCount(nic) ?? 1);
  const spread = steeredTo(nic);
  return {
    label:
      blame.kind === "virtual"
        ? words.isVirtual({ nic: nic.name })
        : spread.length > 1
          ? words.hasSteering({ nic: nic.name, cpus: formatCpuList(spread) })
          : words.hasQueues({ nic: nic.name, count }),
    says: blame.kind === "virtual" ? words.virtualSays({ rate }) : words.oneFlowSays({ rate }),
    observed: rate,
    origin: nic.traffic ? nic.traffic.origin : originAt(readings.stat, { line: hot.statLine }),
  };
}

/** What a saturated CPU comes from: findings, or what excuses it, or what is lacking to tell. */
export function explainHot(scene: {
  readonly readings: Readings;
  readonly closer: Closer;
  readonly load: Load;
  readonly hot: readonly CpuLoad[];
}): Verdict {
  const { readings, closer, load, hot } = scene;
  const nics = nicsOf(readings, closer);
  const totals = totalsOf(load);
  const allHot = hot.map(({ cpu }) => cpu);
  const blamed = hot.map((one) => ({
    hot: one,
    blames: blameFor({ hot: one, allHot, totals }, nics),
  }));
  const findings = findingsOf(scene, blamed);
  for (const kind of ["present", "latent"] as const) {
    const some = nonEmpty(findings.filter(({ harmful }) => harmful === (kind === "present")));
    if (some)
      return { kind, findings: [some[0].finding, ...some.slice(1).map(({ finding }) => finding)] };
  }
  const unexplained = blamed.find(
    ({ hot: one, blames: [first] }) => excuse(readings, one, first) === null,
  );
  if (unexplained !== undefined) {
    const { hot: one } = unexplained;
    const slots = { cpu: String(one.cpu), share: ratio(one.softirq) };
    const packets = quantity(Math.round(processed(one)), "packets/s");
    const raises = quantity(Math.round(netRx(one)), "events/s");
    const why =
      one.packets === null
        ? words.unseenRaises({ ...slots, rate: raises })
        : words.unseen({ ...slots, rate: packets });
    return unknown({ fact: dev.id, why });
  }
  const evidence = nonEmpty(
    blamed.flatMap(({ hot: one, blames: [first] }) => {
      const why = excuse(readings, one, first);
      return [
        timeEvidence(readings, one),
        netRxEvidence(readings, load, one, totals),
        ...(why ? [why] : []),
      ];
    }),
  );
  return evidence
    ? { kind: "absent", evidence }
    : unknown({ fact: stat.id, why: words.tooShort() });
}
