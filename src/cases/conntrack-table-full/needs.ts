import { acrossNetns, optional } from "#contract/fact.ts";
import conntrackS from "#facts/cmd/conntrack-S.ts";
import dmesg from "#facts/cmd/dmesg.ts";
import kmsg from "#facts/dev/kmsg.ts";
import containers from "#facts/docker/containers.ts";
import nfConntrack from "#facts/proc/net/stat/nf_conntrack.ts";
import cgroup from "#facts/proc/self/cgroup.ts";
import nfConntrackBuckets from "#facts/proc/sys/net/netfilter/nf_conntrack_buckets.ts";
import nfConntrackCount from "#facts/proc/sys/net/netfilter/nf_conntrack_count.ts";
import nfConntrackMax from "#facts/proc/sys/net/netfilter/nf_conntrack_max.ts";
import uptime from "#facts/proc/uptime.ts";
import nfConntrackTcpTimeoutEstablished from "#facts/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established.ts";

/** Read on every host: cheap. */
export const needs = {
  count: acrossNetns(nfConntrackCount),
  max: optional(nfConntrackMax),
  stat: acrossNetns(nfConntrack),
  command: acrossNetns(conntrackS),
  kmsg: optional(kmsg),
  dmesg: optional(dmesg),
  uptime: optional(uptime),
};

/** Read of namespaces whose table fills. */
export const closerNeeds = {
  cgroups: acrossNetns(cgroup),
  containers: optional(containers),
  buckets: optional(nfConntrackBuckets),
  timeouts: acrossNetns(nfConntrackTcpTimeoutEstablished),
};
