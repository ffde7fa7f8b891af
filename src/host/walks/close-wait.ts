import { formatPorts } from "#text/ports.ts";
import { formatRecord } from "#text/record.ts";
import { endText, TCP_STATES, tcpLine, tcpLineRest } from "#text/tcp-line.ts";
import { DIAG_STATES } from "../sock-diag.ts";
import { ProcTree } from "./proc-tree.ts";
import { type SocketHolders, socketHolders } from "./socket-holders.ts";
import { endIn, numberIn, socketsByDiag } from "./tcp-diag.ts";
import { endedNamespaces, type TcpPlace, tcpPlaces } from "./tcp-tables.ts";
import type { Walk } from "./walk.ts";

/** One socket whose peer has closed. */
interface Closed {
  readonly netns: number;
  readonly inode: number;
  readonly local: string;
  readonly remote: string;
  /** Bytes that were not read, and 1 for the end of the stream. */
  readonly unread: number;
  /** At least; null if the source does not tell. */
  readonly ageSeconds: number | null;
  readonly path: string;
  readonly line: number | null;
}

const MILLISECONDS = 1000;

function byDiag(place: TcpPlace): Closed[] | null {
  const sockets = socketsByDiag(place, DIAG_STATES.closeWait);
  return (
    sockets?.map((words) => ({
      netns: place.inode,
      inode: numberIn(words, "ino"),
      local: endIn(words, "local"),
      remote: endIn(words, "remote"),
      unread: numberIn(words, "recv-q"),
      // Whatever came last, the end of the stream came no later.
      ageSeconds: Math.min(numberIn(words, "lastack"), numberIn(words, "lastrcv")) / MILLISECONDS,
      path: "sock_diag",
      line: null,
    })) ?? null
  );
}

const MOST_SOCKETS = 200_000;

function byTable(place: TcpPlace): Closed[] | null {
  const found: Closed[] = [];
  let isThere = false;
  for (const table of ["tcp", "tcp6"] as const) {
    const rows: { text: string; number: number }[] = [];
    const path = place.read(table, (text, number) => {
      if (tcpLine(text)?.state === TCP_STATES.CLOSE_WAIT && rows.length < MOST_SOCKETS)
        rows.push({ text, number });
    });
    if (path === null) continue;
    isThere = true;
    for (const { text, number } of rows) {
      const line = tcpLine(text);
      const rest = line && tcpLineRest(line.rest);
      if (!line || !rest) continue;
      const port = line.localPort.toString(16).padStart(4, "0");
      found.push({
        netns: place.inode,
        inode: rest.inode,
        local: endText(`${line.localAddress}:${port}`),
        remote: endText(line.remote),
        unread: rest.receiveQueue,
        ageSeconds: null,
        path,
        line: number,
      });
    }
  }
  return isThere ? found : null;
}

/** Sockets of one process in one namespace; none has it: null. */
interface Group {
  readonly netns: number;
  readonly pid: number | null;
  readonly sockets: { readonly closed: Closed; readonly fd: number | null }[];
}

function grouped(sockets: readonly Closed[], holders: SocketHolders): Group[] {
  const groups = new Map<string, Group>();
  for (const closed of sockets) {
    const [holder] = holders.of.get(closed.inode) ?? [];
    const pid = holder?.pid ?? null;
    const key = `${closed.netns} ${pid}`;
    const group = groups.get(key) ?? { netns: closed.netns, pid, sockets: [] };
    group.sockets.push({ closed, fd: holder?.fd ?? null });
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((a, b) => b.sockets.length - a.sockets.length);
}

/** Ours: a leak that is older is told of by age, a younger one by growth. */
const OLD_SECONDS = 60;
const SOCKETS_TOLD = 8;
const GROUPS_TOLD = 50;

function softLimit(proc: ProcTree, pid: number): number | null {
  const digits = /^Max open files +(\d+)/m.exec(proc.read(`/proc/${pid}/limits`) ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}

const ascending = (numbers: readonly number[]): string =>
  formatPorts(numbers.toSorted((a, b) => a - b));

function groupRecords(proc: ProcTree, { netns, pid, sockets }: Group): string[] {
  const ages = sockets.flatMap(({ closed }) => closed.ageSeconds ?? []);
  const oldest = sockets.toSorted(
    (a, b) =>
      (b.closed.ageSeconds ?? 0) - (a.closed.ageSeconds ?? 0) || a.closed.inode - b.closed.inode,
  );
  const isKnown = ages.length > 0;
  const [first] = oldest;
  const process = formatRecord("process", {
    netns,
    pid,
    comm: pid === null ? null : proc.comm(pid),
    descriptors: pid === null ? null : proc.list(`/proc/${pid}/fd`).length || null,
    limit: pid === null ? null : softLimit(proc, pid),
    sockets: sockets.length,
    unread: sockets.filter(({ closed }) => closed.unread > 1).length,
    old: isKnown ? ages.filter((age) => age >= OLD_SECONDS).length : null,
    oldest: first?.closed.ageSeconds ?? null,
    peers: new Set(sockets.map(({ closed }) => closed.remote.replace(/:\d+$/, ""))).size,
    inodes: ascending(sockets.map(({ closed }) => closed.inode)),
    path: first?.closed.path ?? "",
    line: first?.closed.line ?? null,
  });
  const told = oldest.slice(0, SOCKETS_TOLD).map(({ closed, fd }) =>
    formatRecord("socket", {
      fd,
      local: closed.local,
      remote: closed.remote,
      unread: closed.unread,
      age: closed.ageSeconds,
      path: closed.path,
      line: closed.line,
    }),
  );
  return [process, ...told];
}

/**
 * Sockets in CLOSE_WAIT, of the network namespaces that are named: a `namespace` record for each that was read; a
 * `process` record for each process that holds some (without `pid`: none is seen to), the fullest first, followed by
 * `socket` records of the oldest; `seen` says how many processes may not be looked into. Ages are in seconds, and at least
 * so long. `waiting` counts those that no program has accepted yet.
 */
const closeWait: Walk = {
  name: "close-wait",
  onTree: true,
  run({ root, targets }) {
    const proc = new ProcTree(root);
    const places = tcpPlaces(root, targets);
    const found = places.map((place) => ({ place, closed: byDiag(place) ?? byTable(place) }));
    const held = found.flatMap(({ closed }) => closed ?? []).filter(({ inode }) => inode !== 0);
    const holders = socketHolders(proc, new Set(held.map(({ inode }) => inode)));
    const groups = grouped(held, holders).slice(0, GROUPS_TOLD);
    const namespaces = found.flatMap(({ place, closed }) => {
      if (closed === null) return [];
      const waiting = closed.filter(({ inode }) => inode === 0).length;
      return [formatRecord("namespace", { netns: place.inode, sockets: closed.length, waiting })];
    });
    const read = found.filter(({ closed }) => closed !== null).map(({ place }) => place);
    const ended = endedNamespaces(root, targets, read).map((netns) =>
      formatRecord("namespace", { netns, sockets: 0, waiting: 0 }),
    );
    return [
      ...namespaces,
      ...ended,
      formatRecord("seen", { unreadable: holders.unreadable }),
      ...groups.flatMap((group) => groupRecords(proc, group)),
      "",
    ].join("\n");
  },
};

export default closeWait;
