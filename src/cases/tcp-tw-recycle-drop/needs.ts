import { acrossNetns, optional } from "#contract/fact.ts";
import sysctlConf from "#facts/etc/sysctl.conf.ts";
import sysctlFiles from "#facts/etc/sysctl.d/files.ts";
import netstat from "#facts/proc/net/netstat.ts";
import tcpTimestamps from "#facts/proc/sys/net/ipv4/tcp_timestamps.ts";
import tcpTwRecycle from "#facts/proc/sys/net/ipv4/tcp_tw_recycle.ts";

/** The settings are the whole host's on every kernel that has tcp_tw_recycle (but 4.11). */
export const needs = {
  counters: acrossNetns(netstat),
  recycle: optional(tcpTwRecycle),
  timestamps: optional(tcpTimestamps),
  conf: optional(sysctlConf),
  files: optional(sysctlFiles),
};
