import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** One slab cache. What it takes from memory is `slabs * pagesPerSlab` pages: objects alone leave out the waste. */
export interface SlabCache {
  readonly name: string;
  readonly activeObjects: number;
  readonly objects: number;
  /** Bytes of one object. */
  readonly objectSize: number;
  readonly pagesPerSlab: number;
  readonly slabs: number;
  /** 1-based. */
  readonly line: number;
}

export interface Slabinfo {
  readonly version: string;
  readonly caches: readonly SlabCache[];
}

/** Columns of version 1.1 (Linux 2.4), which has no header row. */
const COLUMNS_1 =
  "name <active_objs> <num_objs> <objsize> <active_slabs> <num_slabs> <pagesperslab>";

function columnsOf(row: string): readonly string[] {
  return fields(row.replace(/^#\s*/, ""));
}

function parseRow(row: string, columns: readonly string[], line: number): SlabCache | null {
  const words = fields(row);
  // A cache's name may hold blanks: what is too much in front belongs to it.
  const extra = Math.max(0, words.length - columns.length);
  const column = (name: string): number | null => {
    const index = columns.indexOf(name);
    return index === -1 ? null : count(words[index + extra]);
  };
  const activeObjects = column("<active_objs>");
  const objects = column("<num_objs>");
  const objectSize = column("<objsize>");
  const pagesPerSlab = column("<pagesperslab>");
  const slabs = column("<num_slabs>");
  if (activeObjects === null || objects === null || objectSize === null) return null;
  if (pagesPerSlab === null || slabs === null) return null;
  const name = words.slice(0, 1 + extra).join(" ");
  return { name, activeObjects, objects, objectSize, pagesPerSlab, slabs, line };
}

function parse(text: string, note: Note): Slabinfo {
  const [first = "", ...rows] = text.split("\n");
  const version = /^slabinfo - version: (\d{1,3}\.\d{1,3})/.exec(first)?.[1];
  if (version === undefined) throw expected("'slabinfo - version: …'", first, 1);
  let columns = columnsOf(COLUMNS_1);
  const caches: SlabCache[] = [];
  for (const [index, row] of rows.entries()) {
    const line = index + 2;
    if (row.trim() === "") continue;
    if (/^#\s*name\s/.test(row)) {
      columns = columnsOf(row);
      continue;
    }
    const cache = parseRow(row, columns, line);
    if (cache) caches.push(cache);
    else note({ line, text: row.slice(0, 80) });
  }
  return { version, caches };
}

/**
 * `/proc/slabinfo`: every slab cache, which only root may read. Caches of equal shape are merged under the first one's
 * name (SLUB), so `kmalloc-512` may hold what many have asked for.
 */
const slabinfo: Fact<Slabinfo> = fileFact({
  id: "proc/slabinfo",
  path: "/proc/slabinfo",
  scope: "host",
  privilege: "root",
  spec: ["slabinfo(5)", "linux mm/slab_common.c print_slabinfo_header(), cache_show()"],
  parse,
});

export default slabinfo;
