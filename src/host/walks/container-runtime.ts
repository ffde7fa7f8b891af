import { unixListeners, type UnixListener } from "#text/net-unix.ts";
import { formatRecord } from "#text/record.ts";
import { isSocketOf } from "#text/runtime-process.ts";
import { maySeeAll } from "../privilege.ts";
import { isProcfs } from "../procfs.ts";
import { acceptQueues } from "../unix-diag.ts";
import { ProcTree } from "./proc-tree.ts";
import {
  containerOf,
  functionsOf,
  lacksParents,
  parseStat,
  type RuntimeProcess,
  runtimeProcesses,
  type Stat,
  switchesOf,
  tracerOf,
} from "./runtime-processes.ts";
import type { Walk } from "./walk.ts";

/** Ours: a host on which everything is blocked is told of by its first tasks. */
const MOST_TASKS = 200;
const MOST_THREADS = 2000;
/** A container's first process that waits in one of these writes to a pipe that is full, or reads one (before 5.5). */
const PIPE = /^(?:anon_)?pipe_w(?:rite|ait)/;

/** Where daemons listen by default. */
const KNOWN_SOCKETS: readonly (readonly [directory: string, name: string, daemon: string])[] = [
  ["/run", "docker.sock", "dockerd"],
  ["/run/containerd", "containerd.sock", "containerd"],
  ["/run/crio", "crio.sock", "crio"],
];

const isStopped = (state: string): boolean => state === "T" || state === "t";

/** A daemon's own listener. */
export interface DaemonSocket {
  readonly daemon: RuntimeProcess;
  readonly listener: UnixListener;
  /** The table that shows it. */
  readonly source: string;
}

function socketInodes(proc: ProcTree, pid: number): ReadonlySet<number> | null {
  const place = `/proc/${pid}/fd`;
  const names = proc.listOrDenied(place);
  if (names === "denied" || names.length === 0) return null;
  const links = names.map((name) => proc.link(place, name));
  return new Set(
    links.flatMap((link) => (link?.startsWith("socket:[") ? Number(link.slice(8, -1)) : [])),
  );
}

/**
 * The kernel files what waits to be accepted under the client's namespace: the table of the daemon's own shows it where
 * both are the same, sock_diag always.
 */
function tableOf(
  proc: ProcTree,
  pid: number,
  isLive: boolean,
): readonly { readonly listener: UnixListener; readonly source: string }[] {
  const inside = `/proc/${pid}/net/unix`;
  const own = proc.read(inside);
  const source = own === null ? "/proc/net/unix" : inside;
  const listeners = unixListeners(own ?? proc.read(source) ?? "");
  const queues = isLive ? acceptQueues(pid) : null;
  return listeners.map((listener) => {
    const told = queues?.get(listener.inode) ?? 0;
    return told > listener.waiting
      ? { listener: { ...listener, waiting: told }, source: "sock_diag" }
      : { listener, source };
  });
}

/** The Unix sockets that daemons listen on: by their descriptors, or by well-known names where those are out of sight. */
export function daemonSockets(
  proc: ProcTree,
  daemons: readonly RuntimeProcess[],
  isLive: boolean,
): readonly DaemonSocket[] {
  const tables = new Map<string, ReturnType<typeof tableOf>>();
  const owned = new Set<string>();
  return daemons.flatMap((daemon) => {
    const key = proc.link(`/proc/${daemon.pid}/ns`, "net") ?? "";
    const table = tables.get(key) ?? tableOf(proc, daemon.pid, isLive);
    tables.set(key, table);
    const inodes = socketInodes(proc, daemon.pid);
    return table.flatMap(({ listener, source }): DaemonSocket[] => {
      const mine = inodes?.has(listener.inode) ?? isSocketOf(daemon.name, listener.path);
      const place = `${key} ${listener.inode}`;
      if (!mine || owned.has(place)) return [];
      owned.add(place);
      return [{ daemon, listener, source }];
    });
  });
}

/** All processes, and of them those of the runtimes. */
export function seeRuntimes(proc: ProcTree): {
  readonly stats: readonly Stat[];
  readonly runtimes: readonly RuntimeProcess[];
} {
  const stats = proc
    .processes()
    .flatMap((pid) => parseStat(proc.read(`/proc/${pid}/stat`) ?? "") ?? []);
  return { stats, runtimes: runtimeProcesses(proc, stats) };
}

class Scene {
  readonly #proc: ProcTree;
  readonly #byPid: ReadonlyMap<number, Stat>;
  readonly #runtimes: ReadonlyMap<number, RuntimeProcess>;
  readonly #children = new Map<number, Stat[]>();

  constructor(proc: ProcTree, stats: readonly Stat[], runtimes: readonly RuntimeProcess[]) {
    this.#proc = proc;
    this.#byPid = new Map(stats.map((stat) => [stat.pid, stat]));
    this.#runtimes = new Map(runtimes.map((runtime) => [runtime.pid, runtime]));
    for (const stat of stats)
      this.#children.set(stat.parent, [...(this.#children.get(stat.parent) ?? []), stat]);
  }

  children = (pid: number): readonly Stat[] => this.#children.get(pid) ?? [];

  /** The nearest process of a runtime at or above one. */
  #above(pid: number): RuntimeProcess | null {
    let at = pid;
    for (let steps = 0; steps < 64; steps++) {
      const found = this.#runtimes.get(at);
      if (found) return found;
      const parent = this.#byPid.get(at)?.parent ?? 0;
      if (parent <= 1) return null;
      at = parent;
    }
    return null;
  }

  /** A task that does not run; null for one that is no runtime's. */
  task(process: Stat, thread: Stat): string | null {
    const proc = this.#proc;
    const of = this.#above(process.pid);
    const { id, freezer } = containerOf(proc, process.pid);
    const container = of?.pid === process.pid ? null : (id ?? null);
    if (of === null && container === null) return null;
    const isLeader = thread.pid === process.pid;
    const place = `/proc/${process.pid}${isLeader ? "" : `/task/${thread.pid}`}`;
    const [child] = this.children(thread.pid);
    return formatRecord("task", {
      pid: process.pid,
      tid: thread.pid,
      comm: thread.comm,
      state: thread.state,
      start: thread.start,
      switches: switchesOf(proc, place),
      functions: functionsOf(proc, place).join(" "),
      of: of?.pid ?? null,
      container,
      freezer,
      child: child?.pid ?? null,
      "child-comm": child?.comm ?? null,
      source: `${place}/stat`,
    });
  }

  /** The first processes of a shim's containers. */
  first(shim: RuntimeProcess): readonly { readonly stat: Stat; readonly id: string | null }[] {
    return this.children(shim.pid)
      .filter(({ pid, state }) => !this.#runtimes.has(pid) && state !== "Z")
      .map((stat) => ({ stat, id: containerOf(this.#proc, stat.pid).id }));
  }
}

function processRecord(proc: ProcTree, runtime: RuntimeProcess, scene: Scene): string {
  const { pid, role, name, comm, state, start, parent, container, containerName } = runtime;
  const first = role === "shim" ? scene.first(runtime) : [];
  const ids = [container, ...first.map(({ id }) => id)].filter((id) => id !== null);
  return formatRecord("process", {
    pid,
    role,
    name,
    comm,
    state,
    start,
    parent,
    switches: isStopped(state) ? switchesOf(proc, `/proc/${pid}`) : null,
    tracer: isStopped(state) ? tracerOf(proc, pid) : null,
    functions: isStopped(state) ? functionsOf(proc, `/proc/${pid}`).join(" ") : null,
    children: role === "shim" ? first.length : null,
    containers: [...new Set(ids)].join(" "),
    "container-name": containerName,
    // Inside of a container: a dockerd in docker, a kubelet of kind.
    inside: role === "daemon" ? containerOf(proc, pid).id : null,
  });
}

/** Tasks in state D: processes of all kinds, threads of the runtimes' own. */
function* blocked(
  proc: ProcTree,
  stats: readonly Stat[],
  runtimes: readonly RuntimeProcess[],
): Generator<readonly [process: Stat, thread: Stat]> {
  for (const stat of stats) if (stat.state === "D") yield [stat, stat];
  let threads = 0;
  for (const runtime of runtimes) {
    if (runtime.threads < 2) continue;
    for (const name of proc.list(`/proc/${runtime.pid}/task`)) {
      if (++threads > MOST_THREADS) return;
      if (Number(name) === runtime.pid) continue;
      const thread = parseStat(proc.read(`/proc/${runtime.pid}/task/${name}/stat`) ?? "");
      if (thread?.state === "D") yield [runtime, thread];
    }
  }
}

/** First processes of containers that wait for room in a pipe, and who of the runtimes holds it too. */
function fullPipes(
  proc: ProcTree,
  runtimes: readonly RuntimeProcess[],
  scene: Scene,
): readonly string[] {
  const shims = runtimes.filter(({ role }) => role === "shim");
  return shims.flatMap((shim) =>
    scene.first(shim).flatMap(({ stat, id }) => {
      const place = `/proc/${stat.pid}`;
      if (stat.state !== "S" || !PIPE.test(proc.read(`${place}/wchan`) ?? "")) return [];
      const out = [1, 2].find((fd) => proc.link(`${place}/fd`, String(fd))?.startsWith("pipe:["));
      const pipe = out === undefined ? null : proc.link(`${place}/fd`, String(out));
      const holds = ({ pid }: RuntimeProcess): boolean =>
        proc.list(`/proc/${pid}/fd`).some((fd) => proc.link(`/proc/${pid}/fd`, fd) === pipe);
      const reader = pipe === null ? undefined : runtimes.find(holds);
      return [
        formatRecord("pipe", {
          pid: stat.pid,
          comm: stat.comm,
          start: stat.start,
          switches: switchesOf(proc, place),
          functions: functionsOf(proc, place).join(" "),
          shim: shim.pid,
          container: id,
          fd: out ?? null,
          pipe,
          reader: reader?.pid ?? null,
          source: `${place}/wchan`,
        }),
      ];
    }),
  );
}

/**
 * What the kernel shows of container runtimes without asking them. `seen`: how many processes, whether the first is among
 * them (a tree may hold none, or some without their parents), and whether all of them let us look. `process`: daemons, shims and what they
 * start. `task`: tasks in state D that belong to a container or a runtime. `pipe`: containers' first processes that wait
 * for a full pipe. `socket`: what daemons listen on, and how many wait to be accepted. `leftover`: sockets of daemons that do
 * not run.
 */
const walk: Walk = {
  name: "container-runtime",
  onTree: true,
  run({ root }) {
    const proc = new ProcTree(root);
    const { stats, runtimes } = seeRuntimes(proc);
    const isCopy = root !== "" && !isProcfs(root);
    const first = stats.some(({ pid }) => pid === 1) && !(isCopy && lacksParents(stats)) ? 1 : 0;
    const all = root !== "" || maySeeAll() ? 1 : 0;
    const seen = formatRecord("seen", { processes: stats.length, first, all });
    const scene = new Scene(proc, stats, runtimes);
    const tasks: string[] = [];
    for (const [process, thread] of blocked(proc, stats, runtimes)) {
      const record = tasks.length < MOST_TASKS ? scene.task(process, thread) : null;
      if (record !== null) tasks.push(record);
    }
    const daemons = runtimes.filter(({ role }) => role === "daemon");
    const sockets = daemonSockets(proc, daemons, root === "").map(({ daemon, listener, source }) =>
      formatRecord("socket", { pid: daemon.pid, ...listener, source }),
    );
    const leftovers = KNOWN_SOCKETS.filter(
      ([directory, name, daemon]) =>
        !daemons.some((one) => one.name === daemon) && proc.list(directory).includes(name),
    );
    return [
      seen,
      ...runtimes.map((runtime) => processRecord(proc, runtime, scene)),
      ...tasks,
      ...fullPipes(proc, runtimes, scene),
      ...sockets,
      ...leftovers.map(([directory, name, daemon]) =>
        formatRecord("leftover", { path: `${directory}/${name}`, daemon }),
      ),
      "",
    ].join("\n");
  },
};

export default walk;
