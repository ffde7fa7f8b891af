import { commandFact, type Fact, type Note } from "#contract/fact.ts";
import {
  type ConntrackCounters,
  type ConntrackStat,
  countersFrom,
} from "#text/conntrack-counters.ts";
import { count, expected, fields } from "#text/fields.ts";

/** Counters are u32 in the kernel and decimal here. */
function u32(text: string | undefined): number | null {
  const value = count(text);
  return value !== null && value < 2 ** 32 ? value : null;
}

function parseRow(
  line: string,
  place: { line: number },
): [ConntrackCounters, number | null] | null {
  const words = new Map(
    fields(line).map((word): [string, string] => {
      const [name = "", value = ""] = word.split("=", 2);
      return [name, value];
    }),
  );
  const column = (name: string): number | null => u32(words.get(name));
  const cpu = column("cpu");
  const counters = cpu === null ? null : countersFrom(column, { ...place, cpu });
  return counters ? [counters, column("entries")] : null;
}

/** Before version 1.2 one counter a line, all CPUs together: `insert_failed` and its number. */
function parseOld(lines: readonly string[]): ConntrackStat | null {
  const words = new Map(
    lines.map((line): [string, string] => {
      const [name = "", value = ""] = fields(line);
      return [name, value];
    }),
  );
  const column = (name: string): number | null => u32(words.get(name));
  const line = lines.findIndex((one) => one.startsWith("insert_failed")) + 1;
  const counters = countersFrom(column, { cpu: 0, line });
  return counters ? { entries: column("entries"), cpus: [counters] } : null;
}

function parse(text: string, note: Note): ConntrackStat {
  const lines = text.split("\n");
  const cpus: ConntrackCounters[] = [];
  let entries: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("cpu=")) continue;
    const row = parseRow(line, { line: index + 1 });
    if (row === null) note({ line: index + 1, text: line.slice(0, 80) });
    else {
      cpus.push(row[0]);
      entries ??= row[1];
    }
  }
  const [first, ...rest] = cpus;
  if (first) return { entries, cpus: [first, ...rest] };
  const old = parseOld(lines);
  if (old === null) throw expected("a line that begins with cpu= and holds insert_failed=", text);
  return old;
}

/**
 * `conntrack -S`: the counters of connection tracking in the namespace it runs in, by CPU.
 *
 * They come by netlink, or from `/proc/net/stat/nf_conntrack` for a user who may not ask (then with the file's names,
 * `clashres` and `chainlength`). Which counters are there depends on the version of the tool and of the kernel. The
 * command is run only where the kernel has no such file: asking by netlink loads a module.
 */
const conntrackS: Fact<ConntrackStat> = commandFact({
  id: "cmd/conntrack-S",
  argv: ["conntrack", "-S"],
  when: {
    exists: "/proc/sys/net/netfilter/nf_conntrack_count",
    lacks: "/proc/net/stat/nf_conntrack",
  },
  scope: "netns",
  sampled: true,
  privilege: "CAP_NET_ADMIN",
  spec: [
    "conntrack(8), --stats",
    "conntrack-tools src/conntrack.c nfct_stats_cb(), display_proc_conntrack_stats()",
  ],
  parse,
});

export default conntrackS;
