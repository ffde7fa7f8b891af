import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

function parse(text: string): number {
  const value = count(text.trim());
  if (value === null) throw expected("a number", text);
  return value;
}

/**
 * `/proc/sys/net/netfilter/nf_conntrack_max`: how many entries a connection tracking table may hold. The limit is one for all network namespaces,
 * each of which is counted for itself; only the first can change it.
 */
const nfConntrackMax: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_max",
  path: "/proc/sys/net/netfilter/nf_conntrack_max",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse,
});

export default nfConntrackMax;
