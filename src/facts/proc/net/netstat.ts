import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSnmp, type Snmp } from "#text/snmp.ts";

/**
 * `/proc/net/netstat`: what Linux counts beyond the standard (`TcpExt`, `IpExt`, `MPTcpExt`), in the reader's network
 * namespace since it was made. A counter that the kernel does not know yet, or not any more, is missing.
 */
const netstat: Fact<Snmp> = fileFact({
  id: "proc/net/netstat",
  path: "/proc/net/netstat",
  scope: "netns",
  sampled: true,
  spec: [
    "linux net/ipv4/proc.c netstat_seq_show()",
    "linux Documentation/networking/snmp_counter.rst",
  ],
  parse: parseSnmp,
});

export default netstat;
