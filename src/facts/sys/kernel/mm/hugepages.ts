import { type Entry, type Fact, type Note, treeFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/** The pool of one size of huge pages. Counts are huge pages of that size; null: that file was not there. */
export interface HugePagePool {
  /** Bytes of one page. */
  readonly pageSize: number;
  /** In the pool, surplus included. */
  readonly total: number;
  readonly free: number;
  /** Of the free ones, promised to a mapping that has not touched them yet. */
  readonly reserved: number | null;
  /** Above what the pool was set to. */
  readonly surplus: number | null;
  /** The file that sets the pool. */
  readonly path: string;
}

type Counts = Map<string, { readonly value: number; readonly path: string }>;

function poolOf(pageSize: number, counts: Counts): HugePagePool | null {
  const total = counts.get("nr");
  const free = counts.get("free");
  if (!total || !free) return null;
  return {
    pageSize,
    total: total.value,
    free: free.value,
    reserved: counts.get("resv")?.value ?? null,
    surplus: counts.get("surplus")?.value ?? null,
    path: total.path,
  };
}

function parse(entries: readonly Entry[], note: Note): readonly HugePagePool[] {
  const sizes = new Map<number, Counts>();
  for (const { path, text, match } of entries) {
    const [kib, name = ""] = match;
    const pageSize = (count(kib) ?? Number.NaN) * 1024;
    const value = count(text.trim());
    if (value === null || !Number.isSafeInteger(pageSize * value)) {
      note({ source: path, text: text.slice(0, 80) });
      continue;
    }
    const counts: Counts = sizes.get(pageSize) ?? new Map();
    sizes.set(pageSize, counts.set(name, { value, path }));
  }
  const pools = [...sizes].flatMap(([pageSize, counts]) => poolOf(pageSize, counts) ?? []);
  if (pools.length === 0) throw expected("nr_hugepages and free_hugepages", entries[0]?.text ?? "");
  return pools.sort((a, b) => a.pageSize - b.pageSize);
}

/** `/sys/kernel/mm/hugepages/hugepages-…kB/`: the pool of each size; meminfo counts pages of the default size only. */
const hugepages: Fact<readonly HugePagePool[]> = treeFact({
  id: "sys/kernel/mm/hugepages",
  source: { kind: "glob", pattern: "/sys/kernel/mm/hugepages/hugepages-*kB/*_hugepages" },
  scope: "host",
  spec: ["linux Documentation/admin-guide/mm/hugetlbpage.rst"],
  parse,
});

export default hugepages;
