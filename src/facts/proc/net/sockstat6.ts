import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSockstat, type Sockstat } from "#text/sockstat.ts";

/**
 * `/proc/net/sockstat6`: IPv6 sockets by protocol, in the reader's network namespace. Their memory is in the rows of
 * `sockstat`; only `FRAG6`'s `memory` (bytes) stands here. Missing without IPv6.
 */
const sockstat6: Fact<Sockstat> = fileFact({
  id: "proc/net/sockstat6",
  path: "/proc/net/sockstat6",
  scope: "netns",
  spec: ["linux net/ipv6/proc.c sockstat6_seq_show()"],
  parse: parseSockstat,
});

export default sockstat6;
