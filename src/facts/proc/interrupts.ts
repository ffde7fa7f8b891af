import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected, fields } from "#text/fields.ts";

/** One device interrupt. */
export interface Interrupt {
  readonly irq: number;
  /** How often each CPU took it since boot: u32 each, in the order of {@link Interrupts.cpus}; they wrap. */
  readonly counts: readonly number[];
  /** Controller and trigger, `IR-PCI-MSIX-0000:3b:00.0 1-edge`: since 6.2 with the PCI address of the device. */
  readonly chip: string;
  /** Who asked for it: `virtio2-input.0`, `eth0-TxRx-3`; several on a shared line. */
  readonly actions: readonly string[];
  /** 1-based line of the row. */
  readonly line: number;
}

export interface Interrupts {
  /** Columns: *online* CPUs by number. */
  readonly cpus: readonly number[];
  /** Numbered rows only: `NMI`, `LOC` and the like belong to no device. */
  readonly rows: readonly Interrupt[];
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

/**
 * Reads so many decimal counts from a place in a row. A row of a large host has hundreds of columns, and there are
 * thousands of rows: no word of it is copied.
 */
function counts(
  row: string,
  from: number,
  columns: number,
): { values: number[]; end: number } | null {
  const values: number[] = [];
  let at = from;
  for (let column = 0; column < columns; column++) {
    while (isBlank(row.charCodeAt(at))) at++;
    const start = at;
    let value = 0;
    for (;;) {
      const digit = row.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      at++;
    }
    if (at === start || !Number.isSafeInteger(value)) return null;
    values.push(value);
  }
  return { values, end: at };
}

/** `PCI-MSI 49153-edge      virtio0-input.0`: the kernel puts two blanks before the first action and `, ` between them. */
function described(rest: string): Pick<Interrupt, "chip" | "actions"> {
  const text = rest.trim();
  const gap = text.lastIndexOf("  ");
  if (gap === -1) return { chip: text, actions: [] };
  return {
    chip: fields(text.slice(0, gap)).join(" "),
    actions: text
      .slice(gap)
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  };
}

function parse(text: string, note: Note): Interrupts {
  const lines = text.split("\n");
  const header = fields(lines[0] ?? "").map((name) => /^CPU(\d{1,5})$/.exec(name)?.[1]);
  if (header.length === 0 || header.includes(undefined))
    throw expected("a header of CPU columns", lines[0] ?? "", 1);
  const rows: Interrupt[] = [];
  for (const [index, row] of lines.entries()) {
    const label = /^\s*(\d{1,9}):/.exec(row);
    if (index === 0 || label === null) continue;
    const found = counts(row, label[0].length, header.length);
    if (found === null) note({ line: index + 1, text: row.slice(0, 80) });
    else
      rows.push({
        irq: Number(label[1]),
        counts: found.values,
        ...described(row.slice(found.end)),
        line: index + 1,
      });
  }
  return { cpus: header.map(Number), rows };
}

/** `/proc/interrupts`: which CPU took which interrupt. A saturated queue is polled and takes none. */
const interrupts: Fact<Interrupts> = fileFact({
  id: "proc/interrupts",
  path: "/proc/interrupts",
  scope: "host",
  sampled: true,
  spec: ["proc_interrupts(5)", "linux kernel/irq/proc.c show_interrupts()"],
  parse,
});

export default interrupts;
