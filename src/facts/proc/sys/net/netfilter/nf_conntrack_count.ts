import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

function parse(text: string): number {
  const value = count(text.trim());
  if (value === null) throw expected("a number", text);
  return value;
}

/**
 * `/proc/sys/net/netfilter/nf_conntrack_count`: entries in the connection tracking table of the reader's network namespace. It is there as soon as
 * tracking is loaded: its absence says that it is not.
 */
const nfConntrackCount: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_count",
  path: "/proc/sys/net/netfilter/nf_conntrack_count",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse,
});

export default nfConntrackCount;
