import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseNumbers } from "#text/ports.ts";
import { parseRecord } from "#text/record.ts";

/** A socket in CLOSE_WAIT. */
export interface ClosedSocket {
  /** In the process that holds it; null if none is known. */
  readonly fd: number | null;
  readonly local: string;
  readonly remote: string;
  /** Bytes not read; the end of the stream counts as one. */
  readonly unread: number;
  /** Since the peer closed, at least; null if the source does not tell. */
  readonly ageSeconds: number | null;
  /** `sock_diag`, or the table and the 1-based line. */
  readonly path: string;
  readonly line: number | null;
}

/** The sockets in CLOSE_WAIT of one process in one network namespace. */
export interface CloseWaitGroup {
  readonly netns: number;
  /** Null: no process was seen to hold them. */
  readonly pid: number | null;
  readonly comm: string;
  /** Descriptors that the process has open, and how many it may (RLIMIT_NOFILE). */
  readonly descriptors: number | null;
  readonly limit: number | null;
  readonly sockets: number;
  /** Of them, those with data that was not read before the end of the stream. */
  readonly unread: number;
  /** Of them, those whose peer closed a minute ago or longer; null if the source does not tell. */
  readonly old: number | null;
  readonly oldestSeconds: number | null;
  /** Different addresses of peers. */
  readonly peers: number;
  readonly inodes: ReadonlySet<number>;
  readonly path: string;
  readonly line: number | null;
  readonly oldest: readonly ClosedSocket[];
}

export interface CloseWait {
  /** Sockets in CLOSE_WAIT by namespace, and those that no program has accepted yet. */
  readonly namespaces: ReadonlyMap<number, { readonly sockets: number; readonly waiting: number }>;
  readonly groups: readonly CloseWaitGroup[];
  /** Processes whose descriptors could not be seen. */
  readonly unreadable: number;
}

type Fields = ReadonlyMap<string, string>;

/** Inodes of one process; as many as its limit of descriptors may be. */
const MOST_INODES = 1_100_000;

/** A number with a fraction, not negative; null for anything else. */
function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

function groupFrom(fields: Fields): CloseWaitGroup | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [netns, sockets, path] = [number("netns"), number("sockets"), fields.get("path")];
  if (netns === null || sockets === null || path === undefined) return null;
  return {
    netns,
    pid: number("pid"),
    comm: fields.get("comm") ?? "",
    descriptors: number("descriptors"),
    limit: number("limit"),
    sockets,
    unread: number("unread") ?? 0,
    old: number("old"),
    oldestSeconds: seconds(fields.get("oldest")),
    peers: number("peers") ?? 0,
    inodes: parseNumbers(fields.get("inodes") ?? "", MOST_INODES),
    path,
    line: number("line"),
    oldest: [],
  };
}

function socketFrom(fields: Fields): ClosedSocket | null {
  const [local, remote, path] = ["local", "remote", "path"].map((name) => fields.get(name));
  if (local === undefined || remote === undefined || path === undefined) return null;
  return {
    fd: count(fields.get("fd")),
    local,
    remote,
    unread: count(fields.get("unread")) ?? 0,
    ageSeconds: seconds(fields.get("age")),
    path,
    line: count(fields.get("line")),
  };
}

function parse(text: string, note: Note): CloseWait {
  const namespaces = new Map<number, { sockets: number; waiting: number }>();
  const groups: CloseWaitGroup[] = [];
  let unreadable = 0;
  const take = (kind: string, fields: Fields): boolean => {
    const number = (name: string): number | null => count(fields.get(name));
    if (kind === "seen") {
      unreadable = number("unreadable") ?? 0;
      return true;
    }
    if (kind === "namespace") {
      const [netns, sockets] = [number("netns"), number("sockets")];
      if (netns === null || sockets === null) return false;
      namespaces.set(netns, { sockets, waiting: number("waiting") ?? 0 });
      return true;
    }
    const group = kind === "process" ? groupFrom(fields) : null;
    if (group) groups.push(group);
    const socket = kind === "socket" ? socketFrom(fields) : null;
    const last = groups.at(-1);
    if (socket && last) groups[groups.length - 1] = { ...last, oldest: [...last.oldest, socket] };
    return group !== null || (socket !== null && last !== undefined);
  };
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    if (!record || !take(record.kind, record.fields))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  return { namespaces, groups, unreadable };
}

/** Sockets whose peer has closed and whose program has not, by process, of the namespaces that a closer look names. */
const closeWait: Fact<CloseWait> = walkFact({
  id: "walk/close-wait",
  walk: "close-wait",
  scope: "host",
  sampled: true,
  limitSeconds: 30,
  privilege: "CAP_SYS_PTRACE",
  spec: [
    "src/host/walks/close-wait.ts",
    "sock_diag(7)",
    "linux Documentation/networking/proc_net_tcp.rst",
  ],
  parse,
});

export default closeWait;
