import { commandFact, type Fact } from "#contract/fact.ts";
import { SnatPortCounter, type SnatTable } from "#text/snat-ports.ts";

function parse(text: string): SnatTable {
  const counter = new SnatPortCounter();
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const stop = end === -1 ? text.length : end;
    counter.add(text.slice(at, stop));
    at = stop + 1;
  }
  return counter.table();
}

/**
 * `conntrack -L -n`: the flows that source NAT translates, summed up. Asked only where the kernel has no
 * `/proc/net/nf_conntrack`. The command copies the whole table before it picks, so it is for namespaces that fail.
 */
const conntrackLN: Fact<SnatTable> = commandFact({
  id: "cmd/conntrack-L-n",
  argv: ["conntrack", "-L", "-n"],
  when: {
    exists: "/proc/sys/net/netfilter/nf_conntrack_count",
    lacks: "/proc/net/nf_conntrack",
  },
  scope: "netns",
  privilege: "CAP_NET_ADMIN",
  limitSeconds: 10,
  spec: ["conntrack(8), --list, --src-nat"],
  parse,
});

export default conntrackLN;
