import { acrossNetns, optional, type ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Read } from "#contract/reading.ts";
import { inNamespace, netnsTargets } from "#derived/netns.ts";
import { riseOf, type Rise } from "#derived/rise.ts";
import containers from "#facts/docker/containers.ts";
import netstat from "#facts/proc/net/netstat.ts";
import cgroup from "#facts/proc/pid/cgroup.ts";
import somaxconn from "#facts/proc/sys/net/core/somaxconn.ts";
import tcpAbortOnOverflow from "#facts/proc/sys/net/ipv4/tcp_abort_on_overflow.ts";
import tcpMaxSynBacklog from "#facts/proc/sys/net/ipv4/tcp_max_syn_backlog.ts";
import tcpSyncookies from "#facts/proc/sys/net/ipv4/tcp_syncookies.ts";
import listenQueues from "#facts/walk/listen-queues.ts";
import type { Snmp } from "#text/snmp.ts";

/** Read on every host. */
export const needs = { counters: acrossNetns(netstat) };

/** Read of namespaces in which a queue has overflowed. */
export const closerNeeds = {
  queues: optional(listenQueues),
  somaxconn: acrossNetns(somaxconn),
  abort: acrossNetns(tcpAbortOnOverflow),
  syncookies: acrossNetns(tcpSyncookies),
  synBacklog: acrossNetns(tcpMaxSynBacklog),
  cgroups: optional(cgroup),
  containers: optional(containers),
};

/** What the kernel counted of listening sockets, in one namespace. */
export interface Counters {
  readonly namespace: Namespace;
  /** Connections refused because the queue of those to be accepted was full. */
  readonly overflows: Rise | null;
  /** The same, and all other reasons to drop a SYN. */
  readonly drops: Rise | null;
  /** SYNs dropped because the queue of half-open connections was full, without cookies. */
  readonly synDrops: Rise | null;
  /** SYNs answered with a cookie because that queue was full. */
  readonly cookies: Rise | null;
}

type Readings = ReadingsOf<typeof needs>;

function countersOf(namespace: Namespace, read: Read<Snmp>): Counters {
  const rise = (name: string): Rise | null => riseOf(read, "TcpExt", name);
  return {
    namespace,
    overflows: rise("ListenOverflows"),
    drops: rise("ListenDrops"),
    synDrops: rise("TCPReqQFullDrop"),
    cookies: rise("SyncookiesSent"),
  };
}

/** The namespaces whose counters were read. */
export function allCounters({ counters }: Readings): readonly Counters[] {
  return counters.readings.flatMap(({ namespace }): Counters[] => {
    const reading = inNamespace(counters, namespace);
    return reading?.status === "read" ? [countersOf(namespace, reading)] : [];
  });
}

const MOST_NAMESPACES = 256;

const everRose = (rise: Rise | null): boolean => rise !== null && rise.total > 0n;

/** Namespaces in which a queue has ever overflowed, those where most did first. */
export function targets(readings: Readings, named: boolean): readonly string[] {
  const chosen = allCounters(readings)
    .filter(({ overflows, synDrops }) => named || everRose(overflows) || everRose(synDrops))
    .toSorted((a, b) => Number((b.overflows?.delta ?? 0n) - (a.overflows?.delta ?? 0n)))
    .map(({ namespace }) => namespace);
  return netnsTargets(chosen.slice(0, MOST_NAMESPACES));
}
