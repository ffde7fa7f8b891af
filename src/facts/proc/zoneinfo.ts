import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields, quote } from "#text/fields.ts";

/** One zone of one NUMA node. All sizes in pages. */
export interface Zone {
  readonly node: number;
  readonly name: string;
  /** Pages of memory that is there: those that the kernel took for itself at boot, or has not prepared yet, included. */
  readonly present: number | null;
  /** Pages that the page allocator manages: their sum over all zones is `MemTotal`. Null before 3.9. */
  readonly managed: number | null;
  readonly free: number | null;
  /** CPUs that keep a list of free pages of their own here. */
  readonly pagesets: number;
  /** Free pages on those lists: neither in `free` nor in `MemFree` nor in `MemAvailable`. */
  readonly onCpuLists: number;
  /** 1-based line of the zone's heading. */
  readonly line: number;
}

export interface Zoneinfo {
  readonly zones: readonly Zone[];
}

const HEADING = /^Node (\d{1,5}), zone +(\S+)/;

class ZoneReader {
  present: number | null = null;
  managed: number | null = null;
  free: number | null = null;
  pagesets = 0;
  onCpuLists = 0;
  readonly #inside: { readonly node: number; readonly name: string; readonly line: number };

  constructor(node: number, name: string, line: number) {
    this.#inside = { node, name, line };
  }

  /** @returns false if the row is one of those read here and makes no sense. */
  take(row: string): boolean {
    const words = fields(row);
    const [key] = words;
    const value = count(words.at(-1));
    if (key === "present") return (this.present = value) !== null;
    if (key === "managed") return (this.managed = value) !== null;
    if (key === "pages" && words[1] === "free") return (this.free = value) !== null;
    if (key === "cpu:") this.pagesets++;
    // Before 2.6.25 each CPU has a hot and a cold list, written `cpu: 0 pcp: 0` and then `count:`.
    else if (key === "count:" && value !== null) this.onCpuLists += value;
    else if (key === "count:") return false;
    return true;
  }

  get zone(): Zone {
    const { present, managed, free, pagesets, onCpuLists } = this;
    return { ...this.#inside, present, managed, free, pagesets, onCpuLists };
  }
}

function parse(text: string, note: Note): Zoneinfo {
  const zones: ZoneReader[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const heading = HEADING.exec(row);
    if (heading) zones.push(new ZoneReader(Number(heading[1]), heading[2] ?? "", index + 1));
    else if (zones.at(-1)?.take(row) === false) note({ line: index + 1, text: quote(row) });
  }
  if (zones.length === 0) throw expected("a row 'Node N, zone …'", text);
  return { zones: zones.map(({ zone }) => zone) };
}

/**
 * `/proc/zoneinfo`: the zones of physical memory, with the lists of free pages that each CPU keeps for itself.
 *
 * Since 6.7 the kernel sizes those lists by itself (`high_min`, `high_max`), up to an eighth of a zone: hundreds of MiB
 * that no other file shows as free.
 */
const zoneinfo: Fact<Zoneinfo> = fileFact({
  id: "proc/zoneinfo",
  path: "/proc/zoneinfo",
  scope: "host",
  spec: ["proc_zoneinfo(5)", "linux mm/vmstat.c zoneinfo_show_print()"],
  parse,
});

export default zoneinfo;
