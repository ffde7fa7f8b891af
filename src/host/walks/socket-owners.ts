import { printQuotedTable } from "#text/quoted-table.ts";
import { socketRows } from "#text/socket-rows.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** A listening socket's queues count connections, not bytes. */
const LISTEN = 10;

interface FullSocket {
  readonly netns: number;
  readonly protocol: string;
  readonly receive: number;
  readonly send: number;
  readonly ends: string;
}

interface Full {
  readonly held: Map<number, FullSocket>;
  readonly unheld: FullSocket[];
}

/** @returns whether there was a table to read. */
function takeTables(proc: ProcTree, netns: number, place: string, full: Full): boolean {
  let found = false;
  for (const protocol of ["tcp", "tcp6", "udp", "udp6"]) {
    const text = proc.read(`${place}/${protocol}`);
    if (text === null) continue;
    found = true;
    for (const row of socketRows(text)) {
      const { receiveQueue: receive, sendQueue: send } = row;
      if (row.state === LISTEN || receive + send === 0) continue;
      const socket = { netns, protocol, receive, send, ends: `${row.local} → ${row.remote}` };
      if (row.inode === 0) full.unheld.push(socket);
      else full.held.set(row.inode, socket);
    }
  }
  return found;
}

function fullSockets(proc: ProcTree): Full {
  const full: Full = { held: new Map(), unheld: [] };
  const found = [...proc.firstOfEach("net")].map(([netns, pid]) =>
    takeTables(proc, netns, `/proc/${pid}/net`, full),
  );
  // A snapshot often holds the host's own tables only.
  if (!found.includes(true)) takeTables(proc, 0, "/proc/net", full);
  return full;
}

/** The lowest process that holds each socket. */
function holders(proc: ProcTree, wanted: ReadonlyMap<number, unknown>): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of proc.processes()) {
    if (found.size === wanted.size) break;
    for (const name of proc.list(`/proc/${pid}/fd`)) {
      const link = proc.link(`/proc/${pid}/fd`, name) ?? "";
      const inode = Number(/^socket:\[(\d{1,15})\]$/.exec(link)?.[1] ?? Number.NaN);
      if (wanted.has(inode) && !found.has(inode)) found.set(inode, pid);
    }
  }
  return found;
}

interface Group extends FullSocket {
  readonly pid: number | null;
  sockets: number;
  rx: number;
  tx: number;
  most: number;
  largest: string;
}

function grouped(sockets: readonly (readonly [FullSocket, number | null])[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [socket, pid] of sockets) {
    const key = `${socket.netns} ${socket.protocol} ${pid}`;
    const group = groups.get(key) ?? {
      ...socket,
      pid,
      sockets: 0,
      rx: 0,
      tx: 0,
      most: -1,
      largest: "",
    };
    group.sockets++;
    group.rx += socket.receive;
    group.tx += socket.send;
    if (socket.receive + socket.send > group.most) {
      group.most = socket.receive + socket.send;
      group.largest = socket.ends;
    }
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.rx + b.tx - (a.rx + a.tx));
}

/** Columns: netns, protocol, sockets, rx and tx in bytes, pid (`-`: none seen), comm, largest; the fullest first. */
const socketOwners: Walk = {
  name: "socket-owners",
  onTree: true,
  run({ root }) {
    const proc = new ProcTree(root);
    const { held, unheld } = fullSockets(proc);
    const pids = holders(proc, held);
    const sockets = [
      ...[...held].map(([inode, socket]) => [socket, pids.get(inode) ?? null] as const),
      ...unheld.map((socket) => [socket, null] as const),
    ];
    const rows = grouped(sockets).map(({ netns, protocol, sockets, rx, tx, pid, largest }) => {
      const comm = pid === null ? "" : proc.comm(pid);
      return [netns, protocol, sockets, rx, tx, pid, comm, largest];
    });
    return printQuotedTable(
      ["netns", "protocol", "sockets", "rx", "tx", "pid", "comm", "largest"],
      rows,
    );
  },
};

export default socketOwners;
