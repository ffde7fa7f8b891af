import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_max_tw_buckets`: TIME_WAIT sockets that may be there at once; one more is closed at once,
 * without TIME_WAIT. Of the reader's network namespace; before Linux 4.11 one for the host, and no file in other
 * namespaces.
 */
const tcpMaxTwBuckets: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_max_tw_buckets",
  path: "/proc/sys/net/ipv4/tcp_max_tw_buckets",
  scope: "netns",
  spec: [
    "tcp(7), tcp_max_tw_buckets",
    "linux Documentation/networking/ip-sysctl.rst",
    "linux net/ipv4/inet_timewait_sock.c inet_twsk_alloc()",
  ],
  parse: parseSetting,
});

export default tcpMaxTwBuckets;
