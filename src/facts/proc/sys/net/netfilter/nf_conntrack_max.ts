import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/netfilter/nf_conntrack_max`: how many entries a connection tracking table may hold. The limit is one for all network namespaces,
 * each of which is counted for itself; only the first can change it.
 */
const nfConntrackMax: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_max",
  path: "/proc/sys/net/netfilter/nf_conntrack_max",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse: parseSetting,
});

export default nfConntrackMax;
