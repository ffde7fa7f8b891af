import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established`: seconds for which an established connection without packets stays in the table: 432 000, five days, unless it was changed. Of the reader's network namespace. */
const nfConntrackTcpTimeoutEstablished: Fact<number> = fileFact({
  id: "proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established",
  path: "/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established",
  scope: "netns",
  spec: ["linux Documentation/networking/nf_conntrack-sysctl.rst"],
  parse: parseSetting,
});

export default nfConntrackTcpTimeoutEstablished;
