import { acrossNetns, optional } from "#contract/fact.ts";
import containers from "#facts/docker/containers.ts";
import netstat from "#facts/proc/net/netstat.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import sockstat6 from "#facts/proc/net/sockstat6.ts";
import cgroup from "#facts/proc/self/cgroup.ts";
import ipLocalPortRange from "#facts/proc/sys/net/ipv4/ip_local_port_range.ts";
import ipLocalReservedPorts from "#facts/proc/sys/net/ipv4/ip_local_reserved_ports.ts";
import tcpMaxTwBuckets from "#facts/proc/sys/net/ipv4/tcp_max_tw_buckets.ts";
import tcpTimestamps from "#facts/proc/sys/net/ipv4/tcp_timestamps.ts";
import tcpTwReuse from "#facts/proc/sys/net/ipv4/tcp_tw_reuse.ts";
import tcpPorts from "#facts/walk/tcp-ports.ts";

/** Read on every host: counts, and no socket by itself. */
export const needs = {
  counts: acrossNetns(sockstat),
  counts6: acrossNetns(sockstat6),
  counters: acrossNetns(netstat),
};

/** Read of namespaces with enough sockets to use up their ports, or whose TIME_WAIT overflowed. */
export const closerNeeds = {
  ports: optional(tcpPorts),
  range: acrossNetns(ipLocalPortRange),
  reserved: acrossNetns(ipLocalReservedPorts),
  reuse: acrossNetns(tcpTwReuse),
  timestamps: acrossNetns(tcpTimestamps),
  maxBuckets: acrossNetns(tcpMaxTwBuckets),
  cgroups: acrossNetns(cgroup),
  containers: optional(containers),
};
