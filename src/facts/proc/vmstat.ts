import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected, fields, u64 } from "#text/fields.ts";

/** A gauge in pages (`nr_…`) or a u64 counter of events since boot (everything else). */
export interface VmstatEntry {
  readonly value: bigint;
  /** 1-based. */
  readonly line: number;
}

/** Entries by the kernel's own names, which come and go with its configuration. */
export type Vmstat = ReadonlyMap<string, VmstatEntry>;

function parse(text: string, note: Note): Vmstat {
  const entries = new Map<string, VmstatEntry>();
  for (const [index, row] of text.split("\n").entries()) {
    const [name, digits, ...rest] = fields(row);
    if (name === undefined) continue;
    const value = u64(digits);
    const strange = rest.length > 0 || !/^[a-z]\w*$/i.test(name) || entries.has(name);
    if (value === null || strange) note({ line: index + 1, text: row.slice(0, 80) });
    else entries.set(name, { value, line: index + 1 });
  }
  if (entries.size === 0) throw expected("rows of a name and a number", text);
  return entries;
}

/** `/proc/vmstat`: the memory manager's gauges and event counters. */
const vmstat: Fact<Vmstat> = fileFact({
  id: "proc/vmstat",
  path: "/proc/vmstat",
  scope: "host",
  spec: ["proc_vmstat(5)", "linux mm/vmstat.c vmstat_text"],
  parse,
});

export default vmstat;
