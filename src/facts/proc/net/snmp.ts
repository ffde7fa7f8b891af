import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSnmp, type Snmp } from "#text/snmp.ts";

/**
 * `/proc/net/snmp`: the IPv4, ICMP, TCP and UDP counters of the reader's network namespace since it was made; TCP and UDP
 * count IPv6 as well.
 *
 * `IcmpMsg` counts messages by type, of all codes (`InType3`: destination unreachable, of which code 4 is "fragmentation
 * needed"). It leaves out types that never came, and is missing as a whole if none did: where `Icmp` is there, what is
 * missing in `IcmpMsg` is 0.
 */
const snmp: Fact<Snmp> = fileFact({
  id: "proc/net/snmp",
  path: "/proc/net/snmp",
  scope: "netns",
  sampled: true,
  spec: [
    "linux net/ipv4/proc.c snmp_seq_show(), icmpmsg_put()",
    "linux Documentation/networking/snmp_counter.rst",
    "RFC 1213",
  ],
  parse: parseSnmp,
});

export default snmp;
