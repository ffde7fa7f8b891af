import { readdirSync } from "node:fs";
import { join } from "node:path";
import { printQuotedTable } from "#text/quoted-table.ts";
import { socketRows } from "#text/socket-rows.ts";
import { readFile } from "../read-file.ts";
import { commOf, firstOfEach, linkOf, processIds } from "./process-ids.ts";
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

function fullSockets(root: string): { held: Map<number, FullSocket>; unheld: FullSocket[] } {
  const held = new Map<number, FullSocket>();
  const unheld: FullSocket[] = [];
  const first = firstOfEach(root, "net");
  const places: (readonly [number, string])[] =
    first.size > 0
      ? [...first].map(([netns, pid]) => [netns, `/proc/${pid}/net`] as const)
      : [[0, "/proc/net"]];
  for (const [netns, place] of places) {
    for (const protocol of ["tcp", "tcp6", "udp", "udp6"]) {
      const read = readFile(join(root, place, protocol));
      if (read.status !== "read") continue;
      for (const row of socketRows(read.text)) {
        if (row.state === LISTEN || row.receiveQueue + row.sendQueue === 0) continue;
        const ends = `${row.local} → ${row.remote}`;
        const { receiveQueue: receive, sendQueue: send } = row;
        const socket = { netns, protocol, receive, send, ends };
        if (row.inode === 0) unheld.push(socket);
        else held.set(row.inode, socket);
      }
    }
  }
  return { held, unheld };
}

/** The lowest process that holds each socket. */
function holders(root: string, wanted: ReadonlyMap<number, unknown>): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of processIds(root)) {
    if (found.size === wanted.size) break;
    let names: string[];
    try {
      names = readdirSync(join(root, `/proc/${pid}/fd`));
    } catch (error) {
      // Ended, or another user's: its sockets are told without a name.
      if (error instanceof Error && "code" in error) continue;
      throw error;
    }
    for (const name of names) {
      const link = linkOf(join(root, `/proc/${pid}/fd/${name}`)) ?? "";
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
    const { held, unheld } = fullSockets(root);
    const pids = holders(root, held);
    const sockets = [
      ...[...held].map(([inode, socket]) => [socket, pids.get(inode) ?? null] as const),
      ...unheld.map((socket) => [socket, null] as const),
    ];
    const rows = grouped(sockets).map(({ netns, protocol, sockets, rx, tx, pid, largest }) => {
      const comm = pid === null ? "" : commOf(root, pid);
      return [netns, protocol, sockets, rx, tx, pid, comm, largest];
    });
    return printQuotedTable(
      ["netns", "protocol", "sockets", "rx", "tx", "pid", "comm", "largest"],
      rows,
    );
  },
};

export default socketOwners;
