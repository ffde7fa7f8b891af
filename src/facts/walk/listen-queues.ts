import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A TCP socket that listens. */
export interface Listener {
  readonly netns: number;
  readonly local: string;
  readonly inode: number;
  /** Connections that no program has accepted yet. */
  readonly queue: number;
  /** How many there may be; one more is let in. Null if the source does not tell. */
  readonly backlog: number | null;
  /** The lowest process that holds it; null if none is seen. */
  readonly pid: number | null;
  readonly comm: string;
  readonly processes: number;
  /** Of the last process that holds it, as `/proc/PID/stat` says: `S`, `R`, `D`, `T`. */
  readonly state: string | null;
  /** Since something was heard of the waiting connection that was silent longest. */
  readonly oldestSeconds: number | null;
  /** Remote ends of waiting connections; cut at a thousand, of two samples at the same place. */
  readonly waiting: ReadonlySet<string>;
  readonly path: string;
  readonly line: number | null;
}

export interface ListenQueues {
  /** Namespaces that were read, and how many sockets listen in each. */
  readonly namespaces: ReadonlyMap<number, number>;
  readonly listeners: readonly Listener[];
}

type Fields = ReadonlyMap<string, string>;

function listenerFrom(fields: Fields): Listener | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [netns, inode, queue] = [number("netns"), number("inode"), number("queue")];
  const [local, path] = [fields.get("local"), fields.get("path")];
  if (netns === null || inode === null || queue === null) return null;
  if (local === undefined || path === undefined) return null;
  const oldest = fields.get("oldest") ?? "";
  return {
    netns,
    local,
    inode,
    queue,
    backlog: number("backlog"),
    pid: number("pid"),
    comm: fields.get("comm") ?? "",
    processes: number("processes") ?? 0,
    state: fields.get("state") ?? null,
    oldestSeconds: /^\d{1,15}(\.\d{1,9})?$/.test(oldest) ? Number(oldest) : null,
    waiting: new Set((fields.get("waiting") ?? "").split(",").filter((end) => end !== "")),
    path,
    line: number("line"),
  };
}

function parse(text: string, note: Note): ListenQueues {
  const namespaces = new Map<number, number>();
  const listeners: Listener[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    const netns = count(record?.fields.get("netns"));
    const listener = record?.kind === "listener" ? listenerFrom(record.fields) : null;
    if (record?.kind === "namespace" && netns !== null)
      namespaces.set(netns, count(record.fields.get("listeners")) ?? 0);
    else if (listener) listeners.push(listener);
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  return { namespaces, listeners };
}

/** TCP sockets that listen, with their queues, of the network namespaces that a closer look names. */
const listenQueues: Fact<ListenQueues> = walkFact({
  id: "walk/listen-queues",
  walk: "listen-queues",
  scope: "host",
  sampled: true,
  limitSeconds: 30,
  privilege: "CAP_SYS_PTRACE",
  spec: [
    "src/host/walks/listen-queues.ts",
    "sock_diag(7)",
    "linux net/ipv4/tcp_diag.c tcp_diag_get_info()",
  ],
  parse,
});

export default listenQueues;
