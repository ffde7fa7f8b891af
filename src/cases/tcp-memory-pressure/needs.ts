import { acrossNetns, optional, type ReadingsOf } from "#contract/fact.ts";
import protocols from "#facts/proc/net/protocols.ts";
import netstat from "#facts/proc/net/netstat.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import tcpMaxOrphans from "#facts/proc/sys/net/ipv4/tcp_max_orphans.ts";
import tcpMem from "#facts/proc/sys/net/ipv4/tcp_mem.ts";
import socketOwners from "#facts/walk/socket-owners.ts";
import { levelsOf } from "./level.ts";

/** Read on every host. Memory and orphans are the host's; the counters are each namespace's. */
export const needs = {
  sockets: optional(sockstat),
  marks: optional(tcpMem),
  maxOrphans: optional(tcpMaxOrphans),
  protocols: optional(protocols),
  counters: acrossNetns(netstat),
};

/** Read when there is much: who holds it. */
export const closerNeeds = { owners: optional(socketOwners) };

/** Ours: from half of what makes the kernel save, it is worth the while to see who has it. */
const LOOK_FROM = 0.5;

export function targets(readings: ReadingsOf<typeof needs>, named: boolean): readonly string[] {
  const { memory, orphans } = levelsOf(readings);
  const isHigh =
    (memory !== null && memory.pages >= memory.marks.pressure * LOOK_FROM) ||
    (orphans !== null && orphans.count >= orphans.max * LOOK_FROM);
  return named || isHigh ? ["host"] : [];
}
