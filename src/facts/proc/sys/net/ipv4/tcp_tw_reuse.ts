import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_tw_reuse`: whether connect(2) may take a port that is in TIME_WAIT toward the same
 * destination, for longer than a second and with timestamps. 0: never; 1: always; 2 (since 4.19, and the default):
 * over the loopback interface only.
 */
const tcpTwReuse: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_tw_reuse",
  path: "/proc/sys/net/ipv4/tcp_tw_reuse",
  scope: "netns",
  spec: [
    "linux Documentation/networking/ip-sysctl.rst, tcp_tw_reuse",
    "linux net/ipv4/tcp_ipv4.c tcp_twsk_unique()",
  ],
  parse: parseSetting,
});

export default tcpTwReuse;
