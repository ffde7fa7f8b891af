import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected, fields, u64 } from "#text/fields.ts";

/** One value of the adaptive replacement cache; sizes are bytes. */
export interface Arcstat {
  readonly value: bigint;
  /** 1-based. */
  readonly line: number;
}

/** Values by name: `size` is what the cache holds now, `c` what it aims at, `c_min` and `c_max` its bounds. */
export type Arcstats = ReadonlyMap<string, Arcstat>;

function parse(text: string, note: Note): Arcstats {
  const stats = new Map<string, Arcstat>();
  let inTable = false;
  for (const [index, row] of text.split("\n").entries()) {
    const words = fields(row);
    const [name, type, data] = words;
    if (name === "name" && type === "type" && data === "data") {
      inTable = true;
      continue;
    }
    if (!inTable || name === undefined) continue;
    // Signed values (a difference of two counters may fall below zero) are of no use here and are passed over.
    const value = u64(data);
    if (value === null || words.length !== 3) note({ line: index + 1, text: row.slice(0, 80) });
    else stats.set(name, { value, line: index + 1 });
  }
  if (stats.size === 0) throw expected("rows below 'name type data'", text);
  return stats;
}

/** `/proc/spl/kstat/zfs/arcstats`: the file cache of OpenZFS, which is in no field of meminfo. Missing without ZFS. */
const arcstats: Fact<Arcstats> = fileFact({
  id: "proc/spl/kstat/zfs/arcstats",
  path: "/proc/spl/kstat/zfs/arcstats",
  scope: "host",
  spec: ["OpenZFS module/zfs/arc.c arc_stats", "spl-kstat, module/os/linux/spl/spl-kstat.c"],
  parse,
});

export default arcstats;
