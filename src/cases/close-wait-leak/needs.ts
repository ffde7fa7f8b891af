import { acrossNetns, optional, type ReadingsOf } from "#contract/fact.ts";
import type { Namespace } from "#contract/reading.ts";
import { inNamespace, netnsTargets } from "#derived/netns.ts";
import containers from "#facts/docker/containers.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import sockstat6 from "#facts/proc/net/sockstat6.ts";
import cgroup from "#facts/proc/pid/cgroup.ts";
import closeWait from "#facts/walk/close-wait.ts";

/** Read on every host: counts, in which CLOSE_WAIT is not told apart. */
export const needs = { counts: acrossNetns(sockstat), counts6: acrossNetns(sockstat6) };

/** Read of namespaces that have enough sockets for a leak. */
export const closerNeeds = {
  sockets: optional(closeWait),
  cgroups: optional(cgroup),
  containers: optional(containers),
};

/** Ours: fewer sockets than this are no leak that harms. */
export const LOOK_FROM = 20;
const MOST_NAMESPACES = 256;

type Readings = ReadingsOf<typeof needs>;

/** TCP sockets of both families, TIME_WAIT not counted; null where the count was not read. */
export function socketsIn({ counts, counts6 }: Readings, namespace: Namespace): number | null {
  const four = inNamespace(counts, namespace);
  const six = inNamespace(counts6, namespace);
  if (four?.status !== "read") return null;
  const ofSix = six?.status === "read" ? six.value.get("TCP6")?.get("inuse")?.value : 0;
  return (four.value.get("TCP")?.get("inuse")?.value ?? 0) + (ofSix ?? 0);
}

/**
 * As many as there can be: where the file of IPv6 was not copied, a server's sockets may all be in it. `alloc` counts those
 * of both families, of all namespaces.
 */
export function mostSocketsIn(readings: Readings, namespace: Namespace): number | null {
  const counted = socketsIn(readings, namespace);
  const six = inNamespace(readings.counts6, namespace);
  const four = inNamespace(readings.counts, namespace);
  if (counted === null || four?.status !== "read") return counted;
  if (six?.status === "read" || six?.status === "absent") return counted;
  return Math.max(counted, four.value.get("TCP")?.get("alloc")?.value ?? 0);
}

/** Namespaces with sockets enough; where they were not counted, the tables must tell. */
export function targets(readings: Readings, named: boolean): readonly string[] {
  const least = named ? 1 : LOOK_FROM;
  const counted = readings.counts.readings.map(({ namespace }) => ({
    namespace,
    sockets: mostSocketsIn(readings, namespace),
  }));
  const chosen = counted
    .filter(({ sockets }) => sockets === null || sockets >= least)
    .toSorted((a, b) => (b.sockets ?? Infinity) - (a.sockets ?? Infinity))
    .map(({ namespace }) => namespace);
  return netnsTargets(chosen.slice(0, MOST_NAMESPACES));
}
