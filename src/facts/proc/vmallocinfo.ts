import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/** The areas that one function of the kernel has filled with pages by vmalloc(). */
export interface VmallocUser {
  /** Without offset and module: `kernel_clone`; empty if the kernel does not tell. */
  readonly caller: string;
  readonly areas: number;
  /** Of base size, guard pages left out. */
  readonly pages: number;
  /** 1-based line of the first area. */
  readonly line: number;
}

const ROW = /^0x[0-9a-f]+-0x[0-9a-f]+ +\d+ ?(.*)$/;

/** Areas of devices (`ioremap`) and of pages that belong to somebody else (`vmap`) take no memory of their own. */
function vmallocArea(words: string): { caller: string; pages: number } | null {
  if (!/(^| )vmalloc( |$)/.test(words)) return null;
  const pages = count(/(?:^| )pages=(\d{1,15})(?: |$)/.exec(words)?.[1]);
  const [first = ""] = words.split(" ", 1);
  const caller = first.includes("=") || first === "vmalloc" ? "" : (first.split("+", 1)[0] ?? "");
  return pages === null ? null : { caller, pages };
}

function parse(text: string, note: Note): readonly VmallocUser[] {
  const users = new Map<string, VmallocUser>();
  let rows = 0;
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const words = ROW.exec(row)?.[1];
    if (words === undefined) {
      note({ line: index + 1, text: row.slice(0, 80) });
      continue;
    }
    rows++;
    const area = vmallocArea(words);
    if (area === null) continue;
    const { caller, pages } = area;
    const known = users.get(caller) ?? { caller, areas: 0, pages: 0, line: index + 1 };
    users.set(caller, { ...known, areas: known.areas + 1, pages: known.pages + pages });
  }
  if (rows === 0) throw expected("rows of address ranges", text);
  return [...users.values()].sort((a, b) => b.pages - a.pages);
}

/**
 * `/proc/vmallocinfo`: every area of the kernel's vmalloc space, which only root may read, the largest users first.
 * It tells what `VmallocUsed` does not: that field is 0 from 4.4 to 5.2, and counts device mappings before.
 */
const vmallocinfo: Fact<readonly VmallocUser[]> = fileFact({
  id: "proc/vmallocinfo",
  path: "/proc/vmallocinfo",
  scope: "host",
  privilege: "root",
  spec: ["proc_vmallocinfo(5)", "linux mm/vmalloc.c vmalloc_info_show()"],
  parse,
});

export default vmallocinfo;
