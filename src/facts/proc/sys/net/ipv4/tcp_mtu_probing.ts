import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_mtu_probing`: whether TCP (over IPv6 too) goes down in size when a path seems to swallow large
 * packets. 0, the default: never; 1: after `tcp_retries1` timeouts, about three seconds; 2: it begins small.
 */
const tcpMtuProbing: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_mtu_probing",
  path: "/proc/sys/net/ipv4/tcp_mtu_probing",
  scope: "netns",
  spec: [
    "linux Documentation/networking/ip-sysctl.rst, tcp_mtu_probing",
    "linux net/ipv4/tcp_timer.c tcp_mtu_probing()",
    "RFC 4821",
  ],
  parse: parseSetting,
});

export default tcpMtuProbing;
