import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_max_syn_backlog`: half-open connections that are remembered without SYN cookies. Since 4.10
 * the backlog of the listening socket bounds them as well.
 */
const tcpMaxSynBacklog: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_max_syn_backlog",
  path: "/proc/sys/net/ipv4/tcp_max_syn_backlog",
  scope: "netns",
  spec: [
    "tcp(7), tcp_max_syn_backlog",
    "linux Documentation/networking/ip-sysctl.rst",
    "linux net/ipv4/tcp_input.c tcp_conn_request()",
  ],
  parse: parseSetting,
});

export default tcpMaxSynBacklog;
