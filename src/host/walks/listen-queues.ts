import { formatRecord } from "#text/record.ts";
import { endText, TCP_STATES, tcpLine, tcpLineRest } from "#text/tcp-line.ts";
import { DIAG_STATES } from "../sock-diag.ts";
import { ProcTree } from "./proc-tree.ts";
import { type SocketHolders, socketHolders } from "./socket-holders.ts";
import { endIn, numberIn, socketsByDiag } from "./tcp-diag.ts";
import { endedNamespaces, type TcpPlace, tcpPlaces } from "./tcp-tables.ts";
import type { Walk } from "./walk.ts";

/** A socket that listens. */
interface Listener {
  readonly local: string;
  readonly inode: number;
  readonly queue: number;
  /** Null: the tables do not tell. */
  readonly backlog: number | null;
  readonly path: string;
  readonly line: number | null;
}

/** A connection that no program has accepted. */
interface Waiting {
  readonly local: string;
  readonly remote: string;
  readonly ageSeconds: number | null;
}

interface Seen {
  readonly listeners: readonly Listener[];
  readonly waiting: readonly Waiting[];
}

const MILLISECONDS = 1000;
const MOST_WAITING = 100_000;

function byDiag(place: TcpPlace): Seen | null {
  const listeners = socketsByDiag(place, DIAG_STATES.listen)?.map((words): Listener => ({
    local: endIn(words, "local"),
    inode: numberIn(words, "ino"),
    queue: numberIn(words, "recv-q"),
    backlog: numberIn(words, "send-q"),
    path: "sock_diag",
    line: null,
  }));
  if (!listeners) return null;
  // Connections are asked for only where some must be waiting: a server may have a hundred thousand.
  if (listeners.every(({ queue }) => queue === 0)) return { listeners, waiting: [] };
  const waiting = (socketsByDiag(place, DIAG_STATES.acceptable) ?? [])
    .filter((words) => numberIn(words, "ino") === 0)
    .map((words): Waiting => ({
      local: endIn(words, "local"),
      remote: endIn(words, "remote"),
      ageSeconds: numberIn(words, "lastack") / MILLISECONDS,
    }));
  return { listeners, waiting };
}

function byTable(place: TcpPlace): Seen | null {
  const listeners: Listener[] = [];
  const waiting: Waiting[] = [];
  let isThere = false;
  for (const table of ["tcp", "tcp6"] as const) {
    const found: Listener[] = [];
    const path = place.read(table, (text, number) => {
      const line = tcpLine(text);
      const isListening = line?.state === TCP_STATES.LISTEN;
      const isOpen =
        line?.state === TCP_STATES.ESTABLISHED || line?.state === TCP_STATES.CLOSE_WAIT;
      const rest = line && (isListening || isOpen) ? tcpLineRest(line.rest) : null;
      if (!line || !rest) return;
      const port = line.localPort.toString(16);
      const local = endText(`${line.localAddress}:${port}`);
      if (isListening) {
        const { inode, receiveQueue: queue } = rest;
        found.push({ local, inode, queue, backlog: null, path: "", line: number });
      } else if (rest.inode === 0 && waiting.length < MOST_WAITING)
        waiting.push({ local, remote: endText(line.remote), ageSeconds: null });
    });
    if (path === null) continue;
    isThere = true;
    listeners.push(...found.map((one) => ({ ...one, path })));
  }
  return isThere ? { listeners, waiting } : null;
}

const portOf = (end: string): string => end.slice(end.lastIndexOf(":") + 1);
const addressOf = (end: string): string => end.slice(0, end.lastIndexOf(":"));

/** Whether a connection came in through a listener: by its port, and its address unless that is any. */
function cameBy({ local }: Listener, waiting: Waiting): boolean {
  if (portOf(local) !== portOf(waiting.local)) return false;
  const address = addressOf(local);
  return ["0.0.0.0", "[::]"].includes(address) || address === addressOf(waiting.local);
}

/** Remote ends told of one listener: in order, so that two samples hold the same ones. */
const REMOTES_TOLD = 1000;
const LISTENERS_TOLD = 300;

function stateOf(proc: ProcTree, pid: number): string | null {
  return /\) ([A-Za-z]) /.exec(proc.read(`/proc/${pid}/stat`) ?? "")?.[1] ?? null;
}

function listenerRecord(
  { proc, holders, netns }: { proc: ProcTree; holders: SocketHolders; netns: number },
  listener: Listener,
  waiting: readonly Waiting[],
): string {
  const mine = waiting.filter((one) => cameBy(listener, one));
  const held = holders.of.get(listener.inode) ?? [];
  // The first has often only opened it for the others.
  const last = held.at(-1)?.pid ?? null;
  const [first] = held;
  const ages = mine.flatMap(({ ageSeconds }) => ageSeconds ?? []);
  return formatRecord("listener", {
    netns,
    local: listener.local,
    inode: listener.inode,
    queue: listener.queue,
    backlog: listener.backlog,
    pid: first?.pid ?? null,
    comm: first ? proc.comm(first.pid) : null,
    processes: held.length,
    state: last === null ? null : stateOf(proc, last),
    oldest: ages.length === 0 ? null : ages.reduce((a, b) => Math.max(a, b)),
    waiting: mine
      .map(({ remote }) => remote)
      .toSorted()
      .slice(0, REMOTES_TOLD)
      .join(","),
    path: listener.path,
    line: listener.line,
  });
}

/** Those whose queue is fullest, by share where the limit is known. */
function fullness({ queue, backlog }: Listener): number {
  return backlog === null ? queue : queue / Math.max(backlog, 1);
}

/**
 * Sockets that listen, of the network namespaces that are named: a `namespace` record for each that was read, and
 * `listener` records, the fullest first. `queue` are connections that no program has accepted yet, `backlog` how many
 * there may be, `waiting` their remote ends, `oldest` how many seconds ago the last thing was heard of the one that was
 * silent longest.
 */
const listenQueues: Walk = {
  name: "listen-queues",
  onTree: true,
  run({ root, targets }) {
    const proc = new ProcTree(root);
    const found = tcpPlaces(root, targets).flatMap((place) => {
      const seen = byDiag(place) ?? byTable(place);
      return seen ? [{ place, seen }] : [];
    });
    const inodes = found.flatMap(({ seen }) => seen.listeners.map(({ inode }) => inode));
    const holders = socketHolders(proc, new Set(inodes));
    const records = found.flatMap(({ place, seen }) => {
      const netns = place.inode;
      const fullest = seen.listeners
        .toSorted((a, b) => fullness(b) - fullness(a))
        .slice(0, LISTENERS_TOLD);
      return [
        formatRecord("namespace", { netns, listeners: seen.listeners.length }),
        ...fullest.map((one) => listenerRecord({ proc, holders, netns }, one, seen.waiting)),
      ];
    });
    const read = found.map(({ place }) => place);
    const ended = endedNamespaces(root, targets, read).map((netns) =>
      formatRecord("namespace", { netns, listeners: 0 }),
    );
    return [...records, ...ended, ""].join("\n");
  },
};

export default listenQueues;
