import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSockstat, type Sockstat } from "#text/sockstat.ts";

/**
 * `/proc/net/sockstat`: sockets by protocol.
 *
 * `mem` (in pages: what all sockets of the protocol hold in their queues) and TCP's `alloc` count the whole host,
 * whichever network namespace reads them; `inuse`, `orphan` and `tw` count the reader's namespace alone.
 */
const sockstat: Fact<Sockstat> = fileFact({
  id: "proc/net/sockstat",
  path: "/proc/net/sockstat",
  scope: "netns",
  spec: ["proc_net(5), /proc/net/sockstat", "linux net/ipv4/proc.c sockstat_seq_show()"],
  parse: parseSockstat,
});

export default sockstat;
