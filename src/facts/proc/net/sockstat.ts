import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSockstat, type Sockstat } from "#text/sockstat.ts";

/**
 * `/proc/net/sockstat`: sockets by protocol.
 *
 * `mem` (in pages: what all sockets of the protocol hold in their queues) TCP's `alloc` and `orphan` count the whole
 * host, whichever network namespace reads them; `inuse` (sockets that are hashed: not TIME_WAIT, of IPv4) and `tw` (of both
 * families; of the whole host on kernels before 4.11) count the reader's namespace.
 */
const sockstat: Fact<Sockstat> = fileFact({
  id: "proc/net/sockstat",
  path: "/proc/net/sockstat",
  scope: "netns",
  spec: ["proc_net(5), /proc/net/sockstat", "linux net/ipv4/proc.c sockstat_seq_show()"],
  parse: parseSockstat,
});

export default sockstat;
