import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected, fields, u64 } from "#text/fields.ts";

/** Counters of one network device since it was made: u64. */
export interface NetDevice {
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrs: bigint;
  /** `rx_dropped` and `rx_missed_errors` together. */
  readonly rxDrop: bigint;
  /** `rx_fifo_errors`: the device had no room. */
  readonly rxFifo: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrs: bigint;
  readonly txDrop: bigint;
  /** 1-based line of the row. */
  readonly line: number;
}

const COLUMNS = {
  rxBytes: ["rx", "bytes"],
  rxPackets: ["rx", "packets"],
  rxErrs: ["rx", "errs"],
  rxDrop: ["rx", "drop"],
  rxFifo: ["rx", "fifo"],
  txBytes: ["tx", "bytes"],
  txPackets: ["tx", "packets"],
  txErrs: ["tx", "errs"],
  txDrop: ["tx", "drop"],
} as const;

type Counters = Record<keyof typeof COLUMNS, bigint>;
type Places = Readonly<Record<keyof typeof COLUMNS, number>>;

/** Where each counter stands in a row, by the second header line: ` face |bytes packets … |bytes packets …`. */
function places(header: string): Places {
  const [, rx = "", tx = ""] = header.split("|");
  const sides = { rx: fields(rx), tx: fields(tx) };
  const found = Object.entries(COLUMNS).map(([name, [side, column]]) => {
    const at = sides[side].indexOf(column);
    if (at === -1) throw expected(`a header with ${side} ${column}`, header, 2);
    return [name, side === "rx" ? at : at + sides.rx.length];
  });
  return Object.fromEntries(found) as Places;
}

function counters(words: readonly string[], at: Places): Counters | null {
  const found = Object.entries(at).map(([name, index]) => [name, u64(words[index])] as const);
  return found.some(([, value]) => value === null) ? null : (Object.fromEntries(found) as Counters);
}

function parse(text: string, note: Note): ReadonlyMap<string, NetDevice> {
  const lines = text.split("\n");
  const at = places(lines[1] ?? "");
  const devices = new Map<string, NetDevice>();
  for (const [index, row] of lines.entries()) {
    if (index < 2 || row.trim() === "") continue;
    // A name holds no colon, except the aliases of old kernels; the numbers, with or without a blank before, hold none.
    const colon = row.lastIndexOf(":");
    const values = counters(fields(row.slice(colon + 1)), at);
    const name = row.slice(0, Math.max(0, colon)).trim();
    if (values === null || name === "") note({ line: index + 1, text: row.slice(0, 80) });
    else devices.set(name, { ...values, line: index + 1 });
  }
  return devices;
}

/** `/proc/net/dev`: packets and drops of each network device of one network namespace. */
const dev: Fact<ReadonlyMap<string, NetDevice>> = fileFact({
  id: "proc/net/dev",
  path: "/proc/net/dev",
  scope: "netns",
  sampled: true,
  spec: ["proc_pid_net(5)", "linux net/core/net-procfs.c dev_seq_printf_stats()"],
  parse,
});

export default dev;
