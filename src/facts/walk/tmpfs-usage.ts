import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { quotedRows } from "#text/quoted-table.ts";

/** One tmpfs, however often and in however many mount namespaces it is mounted. */
export interface TmpfsUsage {
  /** `major:minor`. */
  readonly device: string;
  /** Bytes of its files. */
  readonly used: number;
  /** Bytes it may grow to; 0: no limit. */
  readonly size: number;
  readonly mountPoint: string;
  /** A process that sees it there. */
  readonly pid: number;
  readonly comm: string;
  /** Whether it is in the host's own mount namespace (Casebook's, or that of process 1 of a mounted host). */
  readonly ofHost: boolean;
  /** 1-based. */
  readonly line: number;
}

const COLUMNS = ["device", "used", "size", "pid", "of_host", "comm", "mount_point"];

function parse(text: string, note: Note): readonly TmpfsUsage[] {
  const found: TmpfsUsage[] = [];
  for (const { row, line } of quotedRows(text, COLUMNS, note)) {
    const number = (name: string): number | null => count(row.get(name) ?? undefined);
    const [used, size, pid] = [number("used"), number("size"), number("pid")];
    if (used === null || size === null || pid === null) {
      note({ line, text: [...row.values()].join(" ").slice(0, 80) });
      continue;
    }
    found.push({
      device: row.get("device") ?? "",
      used,
      size,
      mountPoint: row.get("mount_point") ?? "",
      pid,
      comm: row.get("comm") ?? "",
      ofHost: row.get("of_host") === "1",
      line,
    });
  }
  return found;
}

/** Every tmpfs of every mount namespace, and what its files take. */
const tmpfsUsage: Fact<readonly TmpfsUsage[]> = walkFact({
  id: "walk/tmpfs-usage",
  walk: "tmpfs-usage",
  scope: "host",
  privilege: "root",
  limitSeconds: 10,
  spec: ["tmpfs(5)", "statfs(2)", "proc_pid_mountinfo(5)"],
  parse,
});

export default tmpfsUsage;
