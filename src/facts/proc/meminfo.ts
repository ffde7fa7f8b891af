import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/** One field: bytes where the kernel writes `kB` (it means KiB), a count of huge pages otherwise. */
export interface MeminfoField {
  readonly value: number;
  readonly unit: "bytes" | "pages";
  /** 1-based line of the field. */
  readonly line: number;
}

/**
 * Fields by the kernel's own names. A field that is not there is not zero: `MemAvailable` came with 3.14, `Hugetlb` and
 * `Percpu` with 4.17 and 5.0, `SecPageTables` with 6.1, `Unaccepted` with 6.5, `Balloon` with 6.18.
 */
export interface Meminfo {
  readonly fields: ReadonlyMap<string, MeminfoField>;
}

const ROW = /^([A-Za-z][\w()]*):\s+(\d{1,20})(?: (kB))?\s*$/;
const KIB = 1024;

function parse(text: string, note: Note): Meminfo {
  const fields = new Map<string, MeminfoField>();
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    const [, name = "", digits, kib] = ROW.exec(row) ?? [];
    const number = count(digits);
    const value = number === null ? null : kib === undefined ? number : number * KIB;
    if (value === null || !Number.isSafeInteger(value) || fields.has(name)) {
      note({ line: index + 1, text: row.slice(0, 80) });
    } else {
      fields.set(name, { value, unit: kib === undefined ? "pages" : "bytes", line: index + 1 });
    }
  }
  if (fields.get("MemTotal")?.unit !== "bytes") throw expected("a row 'MemTotal: … kB'", text);
  return { fields };
}

/** `/proc/meminfo`: where the kernel's own books put the memory. The fields are read one after the other, not at once. */
const meminfo: Fact<Meminfo> = fileFact({
  id: "proc/meminfo",
  path: "/proc/meminfo",
  scope: "host",
  spec: ["proc_meminfo(5)", "linux fs/proc/meminfo.c meminfo_proc_show()"],
  parse,
});

export default meminfo;
