import { quantity, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import { DOMINANT_SHARE, HOT_SHARE, netRx, type ReceiveTotals } from "./hot-cpus.ts";
import type { CpuLoad, Load, PacketRates } from "./load.ts";
import { words } from "./messages.ts";
import type { Readings } from "./needs.ts";

const hotLimit = { than: ratio(HOT_SHARE), because: words.becauseHot() };
const risesLimit = {
  op: ">",
  than: quantity(0, "events/s"),
  because: words.becauseRises(),
} as const;

/** Rates from ten up are counted whole: the clock is not better than that. */
const whole = (value: number): number => (value >= 10 ? Math.round(value) : value);

/** How much of a saturated CPU's time went to softirq. */
export function timeEvidence(readings: Readings, hot: CpuLoad): Evidence {
  return {
    label: words.softirqTime({ cpu: String(hot.cpu) }),
    says: words.softirqTimeSays({ share: ratio(hot.softirq), idle: ratio(hot.idle) }),
    observed: ratio(hot.softirq),
    limit: { op: ">=", ...hotLimit },
    origin: originAt(readings.stat, { line: hot.statLine }),
  };
}

/** The limit that a CPU has passed when the host's receive work is its own; none where another account shows that. */
function dominantLimit(
  share: number,
  total: number,
  unit: "events/s" | "packets/s",
): Pick<Evidence, "limit"> {
  if (share < DOMINANT_SHARE * total) return {};
  const than = quantity(whole(DOMINANT_SHARE * total), unit);
  return { limit: { op: ">=", than, because: words.becauseDominant() } };
}

/** NET_RX of this CPU beside that of the host. */
export function netRxEvidence(
  readings: Readings,
  load: Load,
  hot: CpuLoad,
  totals: ReceiveTotals,
): Evidence {
  const line = load.softirqLines.get("NET_RX");
  const rate = quantity(whole(netRx(hot)), "events/s");
  const total = quantity(whole(totals.netRx), "events/s");
  return {
    label: words.netRx({ cpu: String(hot.cpu) }),
    says: words.rateOfTotal({ rate, total }),
    observed: rate,
    ...dominantLimit(netRx(hot), totals.netRx, "events/s"),
    origin: originAt(readings.softirqs, line === undefined ? {} : { line }),
  };
}

/** What softnet_stat says of this CPU: packets, hand-overs, and what it could not keep up with. */
export function packetEvidence(
  readings: Readings,
  hot: CpuLoad,
  totals: ReceiveTotals,
): readonly Evidence[] {
  const { packets } = hot;
  if (packets === null || totals.processed === null || readings.softnet.status !== "read")
    return [];
  const cpu = String(hot.cpu);
  const origin = originAt(readings.softnet, { line: packets.line });
  const rate = quantity(whole(packets.processed), "packets/s");
  const total = quantity(whole(totals.processed), "packets/s");
  const handed = quantity(whole(packets.receivedRps ?? 0), "events/s");
  return [
    {
      label: words.packets({ cpu }),
      says: words.rateOfTotal({ rate, total }),
      observed: rate,
      ...dominantLimit(packets.processed, totals.processed, "packets/s"),
      origin,
    },
    ...(handed.value >= 1
      ? [
          {
            label: words.handedOver(),
            says: words.handedOverSays({ rate: handed }),
            observed: handed,
            origin,
          },
        ]
      : []),
    ...(["timeSqueeze", "dropped"] as const).flatMap((counter) =>
      rising(counter, hot, packets, origin),
    ),
  ];
}

function rising(
  counter: "timeSqueeze" | "dropped",
  hot: CpuLoad,
  packets: PacketRates,
  origin: Evidence["origin"],
): readonly Evidence[] {
  if (packets[counter] === 0) return [];
  const rate = quantity(whole(packets[counter]), "events/s");
  const label = counter === "dropped" ? words.backlogDropped : words.squeezed;
  return [
    {
      label: label({ cpu: String(hot.cpu) }),
      says: words.rate({ rate }),
      observed: rate,
      limit: risesLimit,
      origin,
    },
  ];
}

/** What rules the case out when no CPU is saturated by softirq. */
export function calmEvidence(readings: Readings, busiest: CpuLoad): Evidence {
  return {
    label: words.busiest(),
    says: words.busiestSays({ cpu: String(busiest.cpu), share: ratio(busiest.softirq) }),
    observed: ratio(busiest.softirq),
    limit: { op: "<", ...hotLimit },
    origin: originAt(readings.stat, { line: busiest.statLine }),
  };
}
