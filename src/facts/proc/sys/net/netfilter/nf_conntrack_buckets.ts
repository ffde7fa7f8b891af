import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/net/netfilter/nf_conntrack_buckets`: how many buckets the hash table of flows has. One table for all network namespaces; only the first can change it (since Linux 4.9; before that, the module's parameter). */
const nfConntrackBuckets: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_buckets",
  path: "/proc/sys/net/netfilter/nf_conntrack_buckets",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse: parseSetting,
});

export default nfConntrackBuckets;
