import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** What one process holds open. */
export interface DescriptorUser {
  readonly pid: number;
  readonly comm: string;
  /** Whom the kernel charges for what it makes: its real user, or the owner of its user namespace. Null: not told. */
  readonly charged: number | null;
  /** Systemd unit and container id, as far as its cgroups tell. */
  readonly unit: string | null;
  readonly container: string | null;
  readonly descriptors: number;
  /** What they lead to; all four together are the descriptors, but for those that closed meanwhile. */
  readonly kinds: Readonly<Record<"sockets" | "pipes" | "anonymous" | "files", number>>;
  /** RLIMIT_NOFILE; null: none, or not told. */
  readonly soft: number | null;
  readonly hard: number | null;
  readonly inotifyInstances: number;
  readonly inotifyWatches: number;
  /** 1-based. */
  readonly line: number;
}

export interface DescriptorUsers {
  /** Those that hold 48 descriptors or an inotify instance. */
  readonly users: readonly DescriptorUser[];
  /** Processes that were looked into, and that could not be. */
  readonly processes: number;
  readonly unreadable: number;
}

type Fields = ReadonlyMap<string, string>;

function userFrom(fields: Fields, line: number): DescriptorUser | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [pid, descriptors, instances, watches] = ["pid", "descriptors", "instances", "watches"].map(
    number,
  );
  if (pid == null || descriptors == null || instances == null || watches == null) return null;
  return {
    pid,
    comm: fields.get("comm") ?? "",
    charged: number("charged") ?? number("uid"),
    unit: fields.get("unit") ?? null,
    container: fields.get("container") ?? null,
    descriptors,
    kinds: {
      sockets: number("sockets") ?? 0,
      pipes: number("pipes") ?? 0,
      anonymous: number("anonymous") ?? 0,
      files: number("files") ?? 0,
    },
    soft: number("soft"),
    hard: number("hard"),
    inotifyInstances: instances,
    inotifyWatches: watches,
    line,
  };
}

function parse(text: string, note: Note): DescriptorUsers {
  const users: DescriptorUser[] = [];
  let seen: { processes: number; unreadable: number } | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const line = index + 1;
    const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
    const user = kind === "process" ? userFrom(fields, line) : null;
    const [processes, unreadable] = [
      count(fields.get("processes")),
      count(fields.get("unreadable")),
    ];
    if (user) users.push(user);
    else if (kind === "seen" && processes !== null && unreadable !== null)
      seen = { processes, unreadable };
    else note({ line, text: row.slice(0, 80) });
  }
  if (seen === null) throw new SyntaxError("expected a line `seen processes=`, found none");
  return { users, ...seen };
}

/** Who holds many descriptors, and who inotify instances and watches. */
const processDescriptors: Fact<DescriptorUsers> = walkFact({
  id: "walk/process-descriptors",
  walk: "process-descriptors",
  scope: "host",
  privilege: "CAP_SYS_PTRACE",
  limitSeconds: 30,
  spec: [
    "proc_pid_fd(5), proc_pid_limits(5), getrlimit(2), inotify(7)",
    "linux fs/notify/fdinfo.c",
  ],
  parse,
});

export default processDescriptors;
