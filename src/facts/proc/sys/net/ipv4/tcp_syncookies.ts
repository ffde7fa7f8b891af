import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_syncookies`: whether a SYN that finds the queue of half-open connections full is answered
 * with a cookie (1), dropped (0), or every SYN gets one (2).
 */
const tcpSyncookies: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_syncookies",
  path: "/proc/sys/net/ipv4/tcp_syncookies",
  scope: "netns",
  spec: ["tcp(7), tcp_syncookies", "linux Documentation/networking/ip-sysctl.rst"],
  parse: parseSetting,
});

export default tcpSyncookies;
