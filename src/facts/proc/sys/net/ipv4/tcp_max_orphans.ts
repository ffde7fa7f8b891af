import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_max_orphans`: TCP sockets that no process holds any more and that still have something to
 * do; beyond it they are reset. One for the host: other network namespaces do not have the file.
 */
const tcpMaxOrphans: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_max_orphans",
  path: "/proc/sys/net/ipv4/tcp_max_orphans",
  scope: "host",
  spec: [
    "tcp(7), tcp_max_orphans",
    "linux Documentation/networking/ip-sysctl.rst",
    "linux net/ipv4/tcp.c tcp_check_oom()",
  ],
  parse: parseSetting,
});

export default tcpMaxOrphans;
