import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/**
 * Time that one CPU spent, in clock ticks of USER_HZ (100 a second on every Linux that Casebook runs on) since boot.
 *
 * `guest` is counted in `user` too, so it is left out. A kernel before 2.6.11 has no `steal`: 0 there by definition.
 */
export interface CpuTime {
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
  /** Sum of the above. */
  readonly total: number;
  /** 1-based line of the row. */
  readonly line: number;
}

export interface Stat {
  /** All CPUs together. */
  readonly all: CpuTime;
  /** Online CPUs by number: offline ones have no row. */
  readonly cpus: ReadonlyMap<number, CpuTime>;
}

const NAMES = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;

function parseRow(words: readonly string[], line: number): CpuTime | null {
  const times = NAMES.map((_, index) => (index < words.length ? count(words[index]) : 0));
  if (words.length < 7 || times.includes(null)) return null;
  const [user, nice, system, idle, iowait, irq, softirq, steal] = times as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const total = user + nice + system + idle + iowait + irq + softirq + steal;
  return { user, nice, system, idle, iowait, irq, softirq, steal, total, line };
}

function parse(text: string, note: Note): Stat {
  let all: CpuTime | undefined;
  const cpus = new Map<number, CpuTime>();
  for (const [index, row] of text.split("\n").entries()) {
    const [name = "", ...words] = fields(row);
    const cpu = /^cpu(\d{0,5})$/.exec(name)?.[1];
    if (cpu === undefined) continue;
    const times = parseRow(words, index + 1);
    if (times === null) note({ line: index + 1, text: row.slice(0, 80) });
    else if (cpu === "") all = times;
    else cpus.set(Number(cpu), times);
  }
  if (all === undefined) throw expected("a row that begins with 'cpu '", text);
  return { all, cpus };
}

/** `/proc/stat`: where the time of each CPU went. */
const stat: Fact<Stat> = fileFact({
  id: "proc/stat",
  path: "/proc/stat",
  scope: "host",
  sampled: true,
  spec: ["proc_stat(5)", "linux fs/proc/stat.c show_stat()"],
  parse,
});

export default stat;
