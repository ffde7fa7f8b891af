import { type Fact, fileFact } from "#contract/fact.ts";
import { type PageLimits, parsePageLimits } from "#text/page-limits.ts";

/** `/proc/sys/net/ipv4/tcp_mem`: marks of the memory of all TCP sockets of the host, in pages; only in the first network namespace. */
const tcpMem: Fact<PageLimits> = fileFact({
  id: "proc/sys/net/ipv4/tcp_mem",
  path: "/proc/sys/net/ipv4/tcp_mem",
  scope: "host",
  spec: ["tcp(7), tcp_mem", "linux Documentation/networking/ip-sysctl.rst"],
  parse: parsePageLimits,
});

export default tcpMem;
