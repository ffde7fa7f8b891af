import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_abort_on_overflow`: whether a client is reset (1) when the queue of connections to be
 * accepted is full, instead of being left to try again (0).
 */
const tcpAbortOnOverflow: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_abort_on_overflow",
  path: "/proc/sys/net/ipv4/tcp_abort_on_overflow",
  scope: "netns",
  spec: ["tcp(7), tcp_abort_on_overflow", "linux Documentation/networking/ip-sysctl.rst"],
  parse: parseSetting,
});

export default tcpAbortOnOverflow;
