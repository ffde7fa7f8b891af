import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_timestamps`: TCP timestamps (RFC 7323). 0: off; 1: on, each connection with an offset of
 * its own since 4.10; 2: on without offsets. PAWS, tcp_tw_reuse and tcp_tw_recycle need them.
 */
const tcpTimestamps: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_timestamps",
  path: "/proc/sys/net/ipv4/tcp_timestamps",
  scope: "netns",
  spec: ["linux Documentation/networking/ip-sysctl.rst, tcp_timestamps"],
  parse: parseSetting,
});

export default tcpTimestamps;
