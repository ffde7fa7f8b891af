import type { HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty, type NonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding, Missing, Verdict } from "#contract/verdict.ts";
import { netnsName } from "#derived/netns.ts";
import netstat from "#facts/proc/net/netstat.ts";
import tcpTwRecycle from "#facts/proc/sys/net/ipv4/tcp_tw_recycle.ts";
import {
  goneEvidence,
  lineEvidence,
  MANY_PER_SECOND,
  segmentEvidence,
  settingEvidence,
  synEvidence,
  whereEvidence,
} from "./evidence.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";
import { FIND_MIXER, turnOff } from "./remedy.ts";
import { allPaws, canRecycle, linesThatEnable, type Paws, refusedOf, synsOf } from "./sight.ts";

type Readings = ReadingsOf<typeof needs>;

const secondsOf = ({ passive, established }: Paws) =>
  quantity((passive ?? established)?.seconds ?? 0, "seconds");

interface Told {
  readonly cause: "recycle-enabled" | "paws-drops";
  readonly certainty: Finding["certainty"];
  readonly severity: Finding["severity"];
  readonly says: Says;
}

function finding(
  readings: Readings,
  paws: Paws,
  told: Told,
  counted: readonly Evidence[],
): Finding {
  const lines = linesThatEnable(readings);
  const { recycle } = readings;
  const evidence: NonEmpty<Evidence> = [
    whereEvidence(paws),
    ...settingEvidence(readings),
    ...lineEvidence(lines, false, paws.origin.at),
  ];
  const [first, ...rest] = [...counted, ...evidence];
  const value = recycle.status === "read" ? recycle.value : null;
  const isOn = value !== null && value !== 0;
  return {
    ...told,
    subject: { kind: "network-namespace", name: netnsName(paws.namespace, null) },
    evidence: first ? [first, ...rest] : evidence,
    remedies: isOn || told.cause === "recycle-enabled" ? turnOff(value, lines) : [FIND_MIXER],
  };
}

function isOn({ recycle, timestamps }: Readings): boolean {
  const isInert = timestamps.status === "read" && timestamps.value === 0;
  return recycle.status === "read" && recycle.value !== 0 && !isInert;
}

function presentOf(readings: Readings, all: readonly Paws[]): Finding[] {
  const on = isOn(readings);
  return all.flatMap((paws): Finding[] => {
    const seconds = secondsOf(paws);
    const [syns, segments] = [synsOf(paws), refusedOf(paws)];
    if (syns > 0) {
      const says = on ? words.dropping({ syns, seconds }) : words.synsDropped({ syns, seconds });
      const told: Told = {
        cause: on ? "recycle-enabled" : "paws-drops",
        certainty: on ? "confirmed" : "suspected",
        severity: "critical",
        says,
      };
      return [finding(readings, paws, told, synEvidence(paws))];
    }
    const passed = Number(seconds.value);
    if (passed === 0 || segments / passed < MANY_PER_SECOND) return [];
    const told: Told = {
      cause: "paws-drops",
      certainty: "suspected",
      severity: "warning",
      says: words.segmentsDropped({ segments, seconds }),
    };
    return [finding(readings, paws, told, segmentEvidence(paws))];
  });
}

/** The host's own namespace, where its counters were not read: the setting is known all the same. */
function unread({ recycle, counters }: Readings): Paws {
  const known = counters.readings.find(({ namespace }) => namespace.own)?.namespace;
  const namespace = known ?? { kind: "net", inode: 0, own: true, pids: [], name: "" };
  return { namespace, passive: null, established: null, active: null, origin: recycle.origin };
}

/** The setting is on, or will be after the next boot, and nobody is refused now. */
function latentOf(readings: Readings, all: readonly Paws[], can: boolean): Finding[] {
  const own = all.find(({ namespace }) => namespace.own) ?? unread(readings);
  const told = { cause: "recycle-enabled", certainty: "confirmed", severity: "warning" } as const;
  if (isOn(readings)) {
    const total = own.passive?.total ?? 0n;
    const says = total > 0n ? words.enabledBefore({ total }) : words.enabled();
    return [finding(readings, own, { ...told, says }, synEvidence(own))];
  }
  const [line] = linesThatEnable(readings);
  const isOff = readings.recycle.status === "read" && readings.recycle.value === 0;
  if (!can || !isOff || line === undefined) return [];
  const says = words.atBoot({ path: line.path, line: `${line.line}` });
  return [finding(readings, own, { ...told, says }, [])];
}

/**
 * The namespaces whose counters were not read. One that ended meanwhile refuses nobody; what makes no sense, or was not
 * copied, may.
 */
function unreadOf({ readings }: Readings["counters"]): Missing[] {
  const own = readings.find(({ namespace }) => namespace.own)?.reading;
  const isUntold = own === undefined || own.status === "absent" || own.status === "not-captured";
  const unread = readings
    .filter(({ namespace, reading }) => !(namespace.own && isUntold) && reading.status !== "absent")
    .flatMap(({ reading }) => (reading.status === "read" ? [] : [missingOf(netstat, reading)]));
  return isUntold ? [{ fact: netstat.id, why: words.noCounters() }, ...unread] : unread;
}

function missing(readings: Readings, all: readonly Paws[], can: boolean | null): Missing[] {
  const { recycle, counters } = readings;
  const found: Missing[] = [];
  if (can === null) found.push({ fact: tcpTwRecycle.id, why: words.unknownKernel() });
  else if (can && recycle.status !== "read")
    found.push(
      recycle.status === "denied" || recycle.status === "unparsed"
        ? missingOf(tcpTwRecycle, recycle)
        : { fact: tcpTwRecycle.id, why: words.unreadSetting() },
    );
  found.push(...unreadOf(counters));
  const once = all.flatMap(({ passive }) => passive ?? []);
  const stale = once.find(({ delta, total }) => delta === null && total > 0n);
  if (stale && !isOn(readings)) {
    const { name, total } = stale;
    found.push({ fact: netstat.id, why: words.needsRate({ name, total }) });
  }
  return [...found, ...counters.unseen.map((why) => ({ fact: netstat.id, why }))];
}

function absent(
  readings: Readings,
  all: readonly Paws[],
  can: boolean,
  host: HostIdentity,
): NonEmpty<Evidence> {
  const most = all.toSorted((a, b) => refusedOf(b) - refusedOf(a))[0];
  const count = all.length;
  const [besides] = readings.counters.refused;
  const origin = most?.origin ?? readings.recycle.origin;
  return [
    {
      label: words.looked(),
      says: besides ? words.lookedBesides({ count, besides }) : words.lookedSays({ count }),
      observed: quantity(count, "namespaces"),
      origin,
    },
    ...(can ? settingEvidence(readings) : goneEvidence(readings, host)),
    ...lineEvidence(linesThatEnable(readings), !can, origin.at),
    ...(most ? [...synEvidence(most), ...segmentEvidence(most)] : []),
  ];
}

export function diagnose(readings: Readings, _closer: unknown, host: HostIdentity): Verdict {
  const all = allPaws(readings);
  const can = canRecycle(readings, host.kernel);
  const present = nonEmpty(presentOf(readings, all));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(latentOf(readings, all, can ?? false));
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings, all, can));
  if (lacking) return { kind: "unknown", missing: lacking };
  return { kind: "absent", evidence: absent(readings, all, can ?? false, host) };
}
