import { optional, type ReadingsOf } from "#contract/fact.ts";
import meminfo from "#facts/proc/meminfo.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import sockstat6 from "#facts/proc/net/sockstat6.ts";
import slabinfo from "#facts/proc/slabinfo.ts";
import arcstats from "#facts/proc/spl/kstat/zfs/arcstats.ts";
import dentryState from "#facts/proc/sys/fs/dentry-state.ts";
import tcpMem from "#facts/proc/sys/net/ipv4/tcp_mem.ts";
import udpMem from "#facts/proc/sys/net/ipv4/udp_mem.ts";
import vmallocinfo from "#facts/proc/vmallocinfo.ts";
import vmstat from "#facts/proc/vmstat.ts";
import zoneinfo from "#facts/proc/zoneinfo.ts";
import hugepages from "#facts/sys/kernel/mm/hugepages.ts";
import processMemory from "#facts/walk/process-memory.ts";
import socketOwners from "#facts/walk/socket-owners.ts";
import tmpfsUsage from "#facts/walk/tmpfs-usage.ts";

/** What closes the balance. Everybody may read these files. */
export const needs = {
  meminfo,
  zoneinfo: optional(zoneinfo),
  vmstat: optional(vmstat),
  sockstat: optional(sockstat),
  sockstat6: optional(sockstat6),
  tcpMem: optional(tcpMem),
  udpMem: optional(udpMem),
  hugepages: optional(hugepages),
  arcstats: optional(arcstats),
  dentryState: optional(dentryState),
};

/** What names the holders. Most of it takes root, and time in proportion to processes and sockets. */
export const closerNeeds = {
  slabinfo: optional(slabinfo),
  vmallocinfo: optional(vmallocinfo),
  processMemory: optional(processMemory),
  tmpfsUsage: optional(tmpfsUsage),
  socketOwners: optional(socketOwners),
};

export type First = ReadingsOf<typeof needs>;
export type Closer = ReadingsOf<typeof closerNeeds>;
