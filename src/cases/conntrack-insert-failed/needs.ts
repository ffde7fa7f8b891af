import { acrossNetns, optional } from "#contract/fact.ts";
import conntrackLN from "#facts/cmd/conntrack-L-n.ts";
import conntrackS from "#facts/cmd/conntrack-S.ts";
import ip6tablesSave from "#facts/cmd/ip6tables-save.ts";
import iptablesLegacySave from "#facts/cmd/iptables-legacy-save.ts";
import iptablesSave from "#facts/cmd/iptables-save.ts";
import nftAListRuleset from "#facts/cmd/nft-a-list-ruleset.ts";
import containers from "#facts/docker/containers.ts";
import nfConntrack from "#facts/proc/net/stat/nf_conntrack.ts";
import cgroup from "#facts/proc/self/cgroup.ts";
import nfConntrackCount from "#facts/proc/sys/net/netfilter/nf_conntrack_count.ts";
import nfConntrackMax from "#facts/proc/sys/net/netfilter/nf_conntrack_max.ts";
import snatPorts from "#facts/walk/snat-ports.ts";

/** Read on every host: cheap. */
export const needs = {
  stat: acrossNetns(nfConntrack),
  command: acrossNetns(conntrackS),
  count: optional(nfConntrackCount),
  max: optional(nfConntrackMax),
};

/** Read of namespaces that fail: rules, the ports in use, and whose the namespace is. */
export const closerNeeds = {
  iptables: acrossNetns(iptablesSave),
  legacy: acrossNetns(iptablesLegacySave),
  ip6tables: acrossNetns(ip6tablesSave),
  nft: acrossNetns(nftAListRuleset),
  ports: optional(snatPorts),
  flows: acrossNetns(conntrackLN),
  cgroups: acrossNetns(cgroup),
  containers: optional(containers),
};
