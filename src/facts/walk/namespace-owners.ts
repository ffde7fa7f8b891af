import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** Namespaces of one kind that one user is charged for. */
export interface NamespaceOwner {
  /** `user`, `mnt`, `net`, `pid`, `ipc`, `uts`, `cgroup`, `time`. */
  readonly kind: string;
  /** Null: not told. */
  readonly uid: number | null;
  readonly count: number;
  /** By the name of the lowest process in each, the most frequent first. */
  readonly holders: readonly NamespaceHolder[];
  /** 1-based. */
  readonly line: number;
}

export interface NamespaceHolder {
  readonly comm: string;
  /** One such process. */
  readonly pid: number;
  readonly count: number;
  /** 1-based. */
  readonly line: number;
}

export interface NamespaceOwners {
  readonly owners: readonly NamespaceOwner[];
  /** Processes that were looked into, and that could not be for lack of privilege. */
  readonly processes: number;
  readonly unreadable: number;
}

type Fields = ReadonlyMap<string, string>;
type Growing = NamespaceOwner & { readonly holders: NamespaceHolder[] };

class Owners {
  readonly #owners = new Map<string, Growing>();
  seen: Pick<NamespaceOwners, "processes" | "unreadable"> | null = null;

  get all(): readonly NamespaceOwner[] {
    return [...this.#owners.values()];
  }

  /** Adds what one line tells. @returns whether it made sense. */
  take(row: string, line: number): boolean {
    const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
    if (kind === "namespaces") return this.#owner(fields, line);
    if (kind === "holder") return this.#holder(fields, line);
    return kind === "seen" && this.#see(fields);
  }

  #owner(fields: Fields, line: number): boolean {
    const [kind, number] = [fields.get("kind"), count(fields.get("count"))];
    if (kind === undefined || number === null) return false;
    const uid = count(fields.get("uid"));
    this.#owners.set(`${kind} ${uid}`, { kind, uid, count: number, holders: [], line });
    return true;
  }

  #holder(fields: Fields, line: number): boolean {
    const owner = this.#owners.get(`${fields.get("kind")} ${count(fields.get("uid"))}`);
    const [pid, number] = [count(fields.get("pid")), count(fields.get("count"))];
    if (owner === undefined || pid === null || number === null) return false;
    owner.holders.push({ comm: fields.get("comm") ?? "", pid, count: number, line });
    return true;
  }

  #see(fields: Fields): boolean {
    const [processes, unreadable] = [
      count(fields.get("processes")),
      count(fields.get("unreadable")),
    ];
    if (processes === null || unreadable === null) return false;
    this.seen = { processes, unreadable };
    return true;
  }
}

function parse(text: string, note: Note): NamespaceOwners {
  const owners = new Owners();
  for (const [index, row] of text.split("\n").entries())
    if (row !== "" && !owners.take(row, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  if (owners.seen === null) throw new SyntaxError("expected a line `seen processes=`, found none");
  return { owners: owners.all, ...owners.seen };
}

/** How many namespaces each user is charged for, of those that a process is in. */
const namespaceOwners: Fact<NamespaceOwners> = walkFact({
  id: "walk/namespace-owners",
  walk: "namespace-owners",
  scope: "host",
  privilege: "CAP_SYS_PTRACE",
  limitSeconds: 30,
  spec: ["namespaces(7), ioctl_ns(2)", "linux kernel/ucount.c"],
  parse,
});

export default namespaceOwners;
