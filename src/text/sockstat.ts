import { count, expected, fields } from "./fields.ts";

/** One value of a protocol's row, and the row's 1-based line. */
export interface SockstatValue {
  readonly value: number;
  readonly line: number;
}

/** Rows by protocol (`TCP`, `UDP`, `FRAG`, `TCP6`, …), values by name (`inuse`, `mem`, …). */
export type Sockstat = ReadonlyMap<string, ReadonlyMap<string, SockstatValue>>;

/**
 * `/proc/net/sockstat` and `sockstat6`: rows of a protocol and pairs of name and number.
 *
 * `mem` counts pages, `memory` (of FRAG) bytes.
 *
 * @throws {SyntaxError} if no row can be read.
 * @see linux net/ipv4/proc.c sockstat_seq_show(); net/ipv6/proc.c sockstat6_seq_show()
 */
export function parseSockstat(
  text: string,
  note: (oddity: { line: number; text: string }) => void,
): Sockstat {
  const rows = new Map<string, ReadonlyMap<string, SockstatValue>>();
  for (const [index, row] of text.split("\n").entries()) {
    const [protocol, pairs] = row.split(": ", 2);
    if (protocol === undefined || protocol.trim() === "") continue;
    const words = fields(pairs ?? "");
    const values = new Map<string, SockstatValue>();
    for (let at = 0; at + 1 < words.length; at += 2) {
      const value = count(words[at + 1]);
      if (value !== null) values.set(words[at] ?? "", { value, line: index + 1 });
    }
    if (values.size * 2 !== words.length) note({ line: index + 1, text: row.slice(0, 80) });
    if (values.size > 0 && /^\w+$/.test(protocol)) rows.set(protocol, values);
  }
  if (rows.size === 0) throw expected("a row such as 'TCP: inuse 5 …'", text);
  return rows;
}
