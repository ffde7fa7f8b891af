import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** Controllers by name, with the number of their cgroups: those that were removed and are still referred to included. */
export type CgroupCounts = ReadonlyMap<string, number>;

const COLUMNS = ["#subsys_name", "num_cgroups"] as const;

/** `/proc/cgroups`: the controllers of control groups, and how many groups each has. */
const cgroups: Fact<CgroupCounts> = fileFact({
  id: "proc/cgroups",
  path: "/proc/cgroups",
  scope: "host",
  spec: ["cgroups(7), /proc/cgroups", "linux kernel/cgroup/cgroup-v1.c proc_cgroupstats_show()"],
  parse(text, note) {
    const [header = "", ...rows] = text.split("\n");
    const titles = fields(header);
    const [nameAt, countAt] = COLUMNS.map((title) => titles.indexOf(title));
    if (nameAt === undefined || countAt === undefined || nameAt < 0 || countAt < 0)
      throw expected(`the columns ${COLUMNS.join(" ")}`, header, 1);
    const counts = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      if (row === "") continue;
      const cells = fields(row);
      const [name, number] = [cells[nameAt], count(cells[countAt])];
      if (name === undefined || number === null) note({ line: index + 2, text: row.slice(0, 80) });
      else counts.set(name, number);
    }
    return counts;
  },
});

export default cgroups;
