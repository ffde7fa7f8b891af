import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import {
  type ConntrackCounters,
  type ConntrackStat,
  countersFrom,
} from "#text/conntrack-counters.ts";
import { expected, fields } from "#text/fields.ts";

/** Eight hexadecimal digits in every kernel: `%08x` of an unsigned int. */
function hex(word: string | undefined): number | null {
  return word !== undefined && /^[0-9a-f]{1,8}$/i.test(word) ? Number.parseInt(word, 16) : null;
}

/**
 * The fourth column of old headers, `searched`, was replaced in place by `clashres` (5.9), `delete_list` by `chainlength`
 * (5.15): where a name is missing the kernel did not count, whatever number stands there.
 */
function parse(text: string, note: Note): ConntrackStat {
  const [header = "", ...rows] = text.split("\n");
  const names = fields(header);
  if (!names.includes("insert_failed")) throw expected("a header with insert_failed", header, 1);
  const cpus: ConntrackCounters[] = [];
  let entries: number | null = null;
  for (const [index, row] of rows.entries()) {
    if (row.trim() === "") continue;
    const words = fields(row);
    const column = (name: string): number | null => hex(words[names.indexOf(name)]);
    // A row that was cut off may end within a number.
    const isWhole = words.length >= names.length;
    const counters = isWhole ? countersFrom(column, { cpu: index, line: index + 2 }) : null;
    if (counters === null) note({ line: index + 2, text: row.slice(0, 80) });
    else {
      cpus.push(counters);
      entries ??= column("entries");
    }
  }
  const [first, ...rest] = cpus;
  if (!first) throw expected("a row of hexadecimal counters", rows[0] ?? "", 2);
  return { entries, cpus: [first, ...rest] };
}

/**
 * `/proc/net/stat/nf_conntrack`: what connection tracking counted in the reader's network namespace, a row for each
 * possible CPU. The first column is the number of entries now, the same in every row. It exists only with
 * CONFIG_NF_CONNTRACK_PROCFS: without it ask `conntrack -S`.
 */
const nfConntrack: Fact<ConntrackStat> = fileFact({
  id: "proc/net/stat/nf_conntrack",
  path: "/proc/net/stat/nf_conntrack",
  scope: "netns",
  sampled: true,
  spec: ["linux net/netfilter/nf_conntrack_standalone.c ct_cpu_seq_show()"],
  parse,
});

export default nfConntrack;
