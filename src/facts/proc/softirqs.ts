import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** How often one softirq was raised on each CPU since boot: u32 each, in the order of `cpus`; they wrap. */
export interface SoftirqRow {
  readonly counts: readonly number[];
  /** 1-based line of the row. */
  readonly line: number;
}

export interface Softirqs {
  /** Columns: *possible* CPUs, online or not. */
  readonly cpus: readonly number[];
  /** Rows by the kernel's name: `NET_RX`, `TIMER`, `BLOCK`, …; `IRQ_POLL` was `BLOCK_IOPOLL` before 4.5. */
  readonly rows: ReadonlyMap<string, SoftirqRow>;
}

function parse(text: string, note: Note): Softirqs {
  const lines = text.split("\n");
  const header = fields(lines[0] ?? "").map((name) => /^CPU(\d{1,5})$/.exec(name)?.[1]);
  if (header.length === 0 || header.includes(undefined))
    throw expected("a header of CPU columns", lines[0] ?? "", 1);
  const rows = new Map<string, SoftirqRow>();
  for (const [index, row] of lines.entries()) {
    const [label, ...words] = fields(row);
    if (index === 0 || label === undefined) continue;
    const counts = words.map(count);
    const name = /^(\w+):$/.exec(label)?.[1];
    if (name === undefined || counts.length !== header.length || counts.includes(null))
      note({ line: index + 1, text: row.slice(0, 80) });
    else rows.set(name, { counts: counts as number[], line: index + 1 });
  }
  // Every kernel has it: a table without it was cut off.
  if (!rows.has("NET_RX")) throw expected("a row 'NET_RX: …' with a count for each CPU", text);
  return { cpus: header.map(Number), rows };
}

/** `/proc/softirqs`: raises, not packets: one raise of NET_RX lets up to `netdev_budget` packets through. */
const softirqs: Fact<Softirqs> = fileFact({
  id: "proc/softirqs",
  path: "/proc/softirqs",
  scope: "host",
  sampled: true,
  spec: ["linux fs/proc/softirqs.c show_softirqs()", "linux Documentation/filesystems/proc.rst"],
  parse,
});

export default softirqs;
