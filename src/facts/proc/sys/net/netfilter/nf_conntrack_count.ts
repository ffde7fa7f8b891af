import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/netfilter/nf_conntrack_count`: entries in the connection tracking table of the reader's network namespace. It is there as soon as
 * tracking is loaded: its absence says that it is not.
 */
const nfConntrackCount: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_count",
  path: "/proc/sys/net/netfilter/nf_conntrack_count",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse: parseSetting,
});

export default nfConntrackCount;
