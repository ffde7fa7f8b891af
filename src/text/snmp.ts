import { expected, fields } from "./fields.ts";

/** One counter (or setting: `Tcp` has `RtoMin`, and `MaxConn` -1), and the 1-based line that its value is on. */
export interface SnmpValue {
  readonly value: bigint;
  readonly line: number;
}

/** Values by group (`Tcp`, `TcpExt`, `IcmpMsg`, …), then by the kernel's name (`TCPMTUPFail`). */
export type Snmp = ReadonlyMap<string, ReadonlyMap<string, SnmpValue>>;

/** Counters are u64 on 64-bit kernels, u32 on others; `MaxConn` is signed. */
function number(text: string | undefined): bigint | null {
  return text !== undefined && /^-?\d{1,20}$/.test(text) ? BigInt(text) : null;
}

type Note = (oddity: { line: number; text: string }) => void;

/**
 * Pairs of lines: a group with the names of its columns, then the same group with their values. Kernels add, rename and
 * drop columns, so only a name tells what a number is.
 *
 * @throws {SyntaxError} if no pair can be read.
 */
export function parseSnmp(text: string, note: Note): Snmp {
  const groups = new Map<string, Map<string, SnmpValue>>();
  let header: Heading | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    const line = index + 1;
    const current = headingOf(row);
    if (header === null || current === null || header.group !== current.group) {
      if (header !== null || current === null) note({ line, text: row.slice(0, 80) });
      header = current;
      continue;
    }
    const values = groups.get(header.group) ?? new Map<string, SnmpValue>();
    groups.set(header.group, values);
    if (!takeValues(values, header.words, current.words, line))
      note({ line, text: row.slice(0, 80) });
    header = null;
  }
  if (groups.size === 0)
    throw expected("a pair of lines such as 'Tcp: … InSegs' and 'Tcp: … 5'", text);
  return groups;
}

/** A line of the group's name and words: names of columns first, their values next. */
interface Heading {
  readonly group: string;
  readonly words: readonly string[];
}

function headingOf(row: string): Heading | null {
  const [, group, rest = ""] = /^(\w+):(.*)$/.exec(row) ?? [];
  return group === undefined ? null : { group, words: fields(rest) };
}

/** @returns whether each column has a value and each value a column. */
function takeValues(
  values: Map<string, SnmpValue>,
  names: readonly string[],
  words: readonly string[],
  line: number,
): boolean {
  for (const [at, name] of names.entries()) {
    const value = number(words[at]);
    if (value !== null) values.set(name, { value, line });
  }
  return words.length === names.length;
}

/** One counter of a table, or null if the kernel does not have it. */
export function snmpValue(table: Snmp, group: string, name: string): SnmpValue | null {
  return table.get(group)?.get(name) ?? null;
}
