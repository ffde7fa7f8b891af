import { type Fact, fileFact } from "#contract/fact.ts";
import { type PageLimits, parsePageLimits } from "#text/page-limits.ts";

/** `/proc/sys/net/ipv4/udp_mem`: marks of the memory of all UDP sockets of the host, in pages; only in the first network namespace. */
const udpMem: Fact<PageLimits> = fileFact({
  id: "proc/sys/net/ipv4/udp_mem",
  path: "/proc/sys/net/ipv4/udp_mem",
  scope: "host",
  spec: ["udp(7), udp_mem", "linux Documentation/networking/ip-sysctl.rst"],
  parse: parsePageLimits,
});

export default udpMem;
