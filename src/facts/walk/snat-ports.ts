import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseSnatPorts, type SnatPorts, type SnatTable } from "#text/snat-ports.ts";

/** The tables that were read, by inode number of the network namespace; 0 is the one a snapshot does not number. */
export interface SnatPortTables {
  readonly tables: ReadonlyMap<number, SnatTable & { readonly line: number }>;
}

function parse(text: string, note: Note): SnatPortTables {
  const tables = new Map<number, { entries: number; fullest: SnatPorts[]; line: number }>();
  let current: { fullest: SnatPorts[] } | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const header = /^net:\[(\d{1,20})\] entries=(\d+)$/.exec(line);
    const [inode, entries] = [count(header?.[1]), count(header?.[2])];
    const ports = parseSnatPorts(line);
    if (inode !== null && entries !== null) {
      const table = { entries, fullest: [], line: index + 1 };
      tables.set(inode, table);
      current = table;
    } else if (ports !== null && current !== null) current.fullest.push(ports);
    else note({ line: index + 1, text: line.slice(0, 80) });
  }
  return { tables };
}

/**
 * The ports that source NAT uses toward each destination, summed up from `/proc/net/nf_conntrack` of the namespaces that
 * a closer look names. The file needs CONFIG_NF_CONNTRACK_PROCFS and root; a table holds up to millions of lines.
 */
const snatPorts: Fact<SnatPortTables> = walkFact({
  id: "walk/snat-ports",
  walk: "snat-ports",
  scope: "host",
  privilege: "root",
  limitSeconds: 20,
  spec: ["linux net/netfilter/nf_conntrack_standalone.c ct_seq_show()"],
  parse,
});

export default snatPorts;
