import { acrossNetns, optional } from "#contract/fact.ts";
import ssTinmoe from "#facts/cmd/ss-tinmoe.ts";
import netstat from "#facts/proc/net/netstat.ts";
import route from "#facts/proc/net/route.ts";
import snmp from "#facts/proc/net/snmp.ts";
import snmp6 from "#facts/proc/net/snmp6.ts";
import tcpMtuProbing from "#facts/proc/sys/net/ipv4/tcp_mtu_probing.ts";
import flags from "#facts/sys/class/net/flags.ts";
import mtu from "#facts/sys/class/net/mtu.ts";
import uevent from "#facts/sys/class/net/uevent.ts";
import networkLinks from "#facts/walk/network-links.ts";
import tcpInTrouble from "#facts/walk/tcp-in-trouble.ts";

/** On a live host two walks tell all; a snapshot may hold what ss and sysfs say instead. */
export const needs = {
  trouble: optional(tcpInTrouble),
  ss: acrossNetns(ssTinmoe),
  links: optional(networkLinks),
  mtu: optional(mtu),
  flags: optional(flags),
  uevent: optional(uevent),
  route: optional(route),
  snmp: acrossNetns(snmp),
  snmp6: acrossNetns(snmp6),
  netstat: acrossNetns(netstat),
  probing: acrossNetns(tcpMtuProbing),
};
