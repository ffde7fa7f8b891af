import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A user namespace below the reader's own, and its lowest process. */
export interface UserNamespace {
  readonly pid: number;
  readonly comm: string;
  /** Limits that somebody has set there, by name without `max_`; null: it could not be asked. */
  readonly limits: ReadonlyMap<string, number> | null;
  /** 1-based. */
  readonly line: number;
}

type Fields = ReadonlyMap<string, string>;

const ABOUT = new Set(["inode", "pid", "comm"]);

function limitsFrom(fields: Fields): ReadonlyMap<string, number> | null {
  const limits = new Map<string, number>();
  for (const [name, text] of fields) {
    if (ABOUT.has(name)) continue;
    const limit = count(text);
    if (limit === null) return null;
    limits.set(name, limit);
  }
  return limits;
}

function namespaceFrom(kind: string | undefined, fields: Fields, line: number) {
  const pid = count(fields.get("pid"));
  if (pid === null || (kind !== "limits" && kind !== "unasked")) return null;
  const limits = kind === "limits" ? limitsFrom(fields) : null;
  return { pid, comm: fields.get("comm") ?? "", limits, line };
}

function parse(text: string, note: Note): readonly UserNamespace[] {
  const namespaces: UserNamespace[] = [];
  let isWhole = false;
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
    const namespace = namespaceFrom(kind, fields, index + 1);
    if (namespace) namespaces.push(namespace);
    else if (kind === "seen") isWhole = true;
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  if (!isWhole) throw new SyntaxError("expected a line `seen processes=`, found none");
  return namespaces;
}

/**
 * User namespaces below the reader's own, since Linux 4.9 each with limits of its own: what is made inside counts there
 * and in every namespace above. What counts inside, and for whom, is not told from above.
 */
const walkUserLimits: Fact<readonly UserNamespace[]> = walkFact({
  id: "walk/user-limits",
  walk: "user-limits",
  scope: "host",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 30,
  spec: ["namespaces(7), user_namespaces(7)", "linux kernel/ucount.c"],
  parse,
});

export default walkUserLimits;
