import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { quotedRows } from "#text/quoted-table.ts";

/** Sockets of one process, protocol and network namespace whose queues are not empty. Queues are in bytes. */
export interface SocketOwner {
  /** Inode of the network namespace, as in `net:[4026531840]`; 0 if the snapshot does not tell. */
  readonly netns: number;
  readonly protocol: string;
  readonly sockets: number;
  /** Payload that has arrived and that the program has not read; of UDP, with the kernel's overhead. */
  readonly receiveQueue: number;
  /** Not acknowledged by the peer, or not sent yet. */
  readonly sendQueue: number;
  /** Null: no process was seen to hold them. */
  readonly pid: number | null;
  readonly comm: string;
  /** Local and remote address of the fullest of them. */
  readonly largest: string;
  /** 1-based. */
  readonly line: number;
}

const COLUMNS = ["netns", "protocol", "sockets", "rx", "tx", "pid", "comm", "largest"];

function parse(text: string, note: Note): readonly SocketOwner[] {
  const owners: SocketOwner[] = [];
  for (const { row, line } of quotedRows(text, COLUMNS, note)) {
    const number = (name: string): number | null => count(row.get(name) ?? undefined);
    const [netns, sockets, receiveQueue, sendQueue] = ["netns", "sockets", "rx", "tx"].map(number);
    if (netns == null || sockets == null || receiveQueue == null || sendQueue == null) {
      note({ line, text: [...row.values()].join(" ").slice(0, 80) });
      continue;
    }
    owners.push({
      netns,
      protocol: row.get("protocol") ?? "",
      sockets,
      receiveQueue,
      sendQueue,
      pid: number("pid"),
      comm: row.get("comm") ?? "",
      largest: row.get("largest") ?? "",
      line,
    });
  }
  return owners;
}

/** Who holds the sockets whose queues are not empty, in every network namespace that has a process. */
const socketOwners: Fact<readonly SocketOwner[]> = walkFact({
  id: "walk/socket-owners",
  walk: "socket-owners",
  scope: "host",
  privilege: "root",
  limitSeconds: 20,
  spec: ["proc_net(5), /proc/net/tcp", "linux Documentation/networking/proc_net_tcp.rst"],
  parse,
});

export default socketOwners;
