import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected, fields } from "#text/fields.ts";

/** What one CPU did with packets since boot. All are u32 and wrap. */
export interface SoftnetRow {
  /** CPU of the row; null before 5.10, where rows are those of the online CPUs in order. */
  readonly cpu: number | null;
  /** Packets that went up the stack on this CPU: once per device they pass. */
  readonly processed: number;
  /** Packets dropped because the backlog was full (`netdev_max_backlog`). */
  readonly dropped: number;
  /** How often the budget or the time of a softirq ended with work left. */
  readonly timeSqueeze: number;
  /** How often another CPU handed packets over (RPS); null before 2.6.35. */
  readonly receivedRps: number | null;
  /** Packets dropped by the flow limit; null before 3.11. */
  readonly flowLimitCount: number | null;
  /** 1-based line of the row. */
  readonly line: number;
}

const LEAST_COLUMNS = 9;

function parseRow(row: string, line: number): SoftnetRow | null {
  const words = fields(row);
  if (words.length < LEAST_COLUMNS || !words.every((word) => /^[0-9a-f]{1,8}$/i.test(word)))
    return null;
  const column = (index: number): number | null =>
    index < words.length ? Number.parseInt(words[index] ?? "", 16) : null;
  return {
    cpu: column(12),
    processed: column(0) ?? 0,
    dropped: column(1) ?? 0,
    timeSqueeze: column(2) ?? 0,
    receivedRps: column(9),
    flowLimitCount: column(10),
    line,
  };
}

function parse(text: string, note: Note): readonly SoftnetRow[] {
  const rows: SoftnetRow[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const row = parseRow(line, index + 1);
    if (row === null) note({ line: index + 1, text: line.slice(0, 80) });
    else rows.push(row);
  }
  if (rows.length === 0) throw expected("a row of nine or more hexadecimal columns", text);
  return rows;
}

/**
 * `/proc/net/softnet_stat`: one row per online CPU, without a header, hexadecimal. The kernel has appended columns:
 * 9 at first, `received_rps` tenth (2.6.35), `flow_limit_count` eleventh (3.11), backlog length and CPU number twelfth
 * and thirteenth (5.10). The same in every network namespace.
 */
const softnetStat: Fact<readonly SoftnetRow[]> = fileFact({
  id: "proc/net/softnet_stat",
  path: "/proc/net/softnet_stat",
  scope: "host",
  sampled: true,
  spec: ["linux net/core/net-procfs.c softnet_seq_show()"],
  parse,
});

export default softnetStat;
