import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A process of a container runtime. */
export interface RuntimeProcess {
  readonly pid: number;
  readonly role: "daemon" | "shim" | "helper";
  /** `dockerd`, `containerd`, `crio`, `kubelet`, `containerd-shim`, `runc`, … */
  readonly name: string;
  /** As in proc_pid_stat(5): `T` is stopped, `t` by a tracer. */
  readonly state: string;
  /** Clock ticks after boot; empty if not told. */
  readonly start: string;
  readonly parent: number;
  /** How often it left the processor; told of stopped ones. */
  readonly switches: number | null;
  readonly tracer: number | null;
  readonly functions: readonly string[];
  /** Of a shim: the first processes of its containers that live. */
  readonly children: number | null;
  /** Of a shim: ids, the one that it was started for first. */
  readonly containers: readonly string[];
  readonly containerName: string | null;
  /** Of a daemon: the container that it runs in. */
  readonly inside: string | null;
  /** 1-based. */
  readonly line: number;
}

/** A task that does not run. */
export interface RuntimeTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly state: string;
  readonly start: string;
  readonly switches: number | null;
  /** What it waits in, innermost first; empty without CAP_SYS_ADMIN. */
  readonly functions: readonly string[];
  /** Of the nearest process of a runtime at or above it. */
  readonly of: number | null;
  /** That it runs in. */
  readonly container: string | null;
  /** `THAWED`, `FREEZING`, `FROZEN`; null where no v1 freezer tells. */
  readonly freezer: string | null;
  readonly child: { readonly pid: number; readonly comm: string } | null;
  readonly source: string;
}

/** The first process of a container that waits for room in a pipe. */
export interface FullPipe {
  readonly pid: number;
  readonly comm: string;
  readonly start: string;
  readonly switches: number | null;
  readonly functions: readonly string[];
  readonly shim: number;
  readonly container: string | null;
  /** 1 or 2: its own output; null if the pipe is another one. */
  readonly fd: number | null;
  /** Of the runtimes' processes the one that holds the pipe too. */
  readonly reader: number | null;
  readonly source: string;
}

export interface RuntimeSocket {
  /** Of the daemon. */
  readonly pid: number;
  readonly path: string;
  readonly inode: number;
  /** Connections that the daemon has not accepted. */
  readonly waiting: number;
  readonly source: string;
  readonly line: number;
}

export interface ContainerRuntime {
  /** Processes that were seen, and whether pid 1 was among them. */
  readonly processes: number;
  readonly isFirstSeen: boolean;
  /** Whether descriptors, stacks and sockets of all of them could be looked at. */
  readonly isPrivileged: boolean;
  readonly runtimes: readonly RuntimeProcess[];
  readonly tasks: readonly RuntimeTask[];
  readonly pipes: readonly FullPipe[];
  readonly sockets: readonly RuntimeSocket[];
  /** Sockets that lie where a daemon listens that does not run. */
  readonly leftovers: readonly { readonly path: string; readonly daemon: string }[];
}

type Fields = ReadonlyMap<string, string>;

const wordsIn = (text: string | undefined): readonly string[] =>
  (text ?? "").split(" ").filter(Boolean);

function processFrom(fields: Fields, line: number): RuntimeProcess | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [pid, role, name] = [number("pid"), fields.get("role"), fields.get("name")];
  const state = fields.get("state");
  if (pid === null || name === undefined || state === undefined) return null;
  if (role !== "daemon" && role !== "shim" && role !== "helper") return null;
  return {
    pid,
    role,
    name,
    state,
    start: fields.get("start") ?? "",
    parent: number("parent") ?? 0,
    switches: number("switches"),
    tracer: number("tracer"),
    functions: wordsIn(fields.get("functions")),
    children: number("children"),
    containers: wordsIn(fields.get("containers")),
    containerName: fields.get("container-name") ?? null,
    inside: fields.get("inside") ?? null,
    line,
  };
}

function taskFrom(fields: Fields): RuntimeTask | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [pid, tid, state] = [number("pid"), number("tid"), fields.get("state")];
  const source = fields.get("source");
  if (pid === null || tid === null || state === undefined || source === undefined) return null;
  const child = number("child");
  return {
    pid,
    tid,
    comm: fields.get("comm") ?? "",
    state,
    start: fields.get("start") ?? "",
    switches: number("switches"),
    functions: wordsIn(fields.get("functions")),
    of: number("of"),
    container: fields.get("container") ?? null,
    freezer: fields.get("freezer") ?? null,
    child: child === null ? null : { pid: child, comm: fields.get("child-comm") ?? "" },
    source,
  };
}

function pipeFrom(fields: Fields): FullPipe | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [pid, shim, source] = [number("pid"), number("shim"), fields.get("source")];
  if (pid === null || shim === null || source === undefined) return null;
  return {
    pid,
    comm: fields.get("comm") ?? "",
    start: fields.get("start") ?? "",
    switches: number("switches"),
    functions: wordsIn(fields.get("functions")),
    shim,
    container: fields.get("container") ?? null,
    fd: number("fd"),
    reader: number("reader"),
    source,
  };
}

function socketFrom(fields: Fields): RuntimeSocket | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [pid, waiting, path] = [number("pid"), number("waiting"), fields.get("path")];
  const source = fields.get("source");
  if (pid === null || waiting === null || path === undefined || source === undefined) return null;
  return { pid, path, inode: number("inode") ?? 0, waiting, source, line: number("line") ?? 1 };
}

function leftoverFrom(fields: Fields): { path: string; daemon: string } | null {
  const [path, daemon] = [fields.get("path"), fields.get("daemon")];
  return path === undefined || daemon === undefined ? null : { path, daemon };
}

function parse(text: string, note: Note): ContainerRuntime {
  const runtimes: RuntimeProcess[] = [];
  const tasks: RuntimeTask[] = [];
  const pipes: FullPipe[] = [];
  const sockets: RuntimeSocket[] = [];
  const leftovers: { path: string; daemon: string }[] = [];
  const seen: Fields[] = [];
  function keep<T>(list: T[], item: T | null): boolean {
    if (item !== null) list.push(item);
    return item !== null;
  }
  const take: Readonly<Record<string, (fields: Fields, line: number) => boolean>> = {
    process: (fields, line) => keep(runtimes, processFrom(fields, line)),
    task: (fields) => keep(tasks, taskFrom(fields)),
    pipe: (fields) => keep(pipes, pipeFrom(fields)),
    socket: (fields) => keep(sockets, socketFrom(fields)),
    leftover: (fields) => keep(leftovers, leftoverFrom(fields)),
    seen: (fields) => keep(seen, fields),
  };
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    const taker = record && Object.hasOwn(take, record.kind) ? take[record.kind] : undefined;
    if (!record || !taker?.(record.fields, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  const [found] = seen;
  if (!found) throw new SyntaxError("expected a record 'seen'");
  return {
    processes: count(found.get("processes")) ?? 0,
    isFirstSeen: found.get("first") === "1",
    isPrivileged: found.get("all") === "1",
    runtimes,
    tasks,
    pipes,
    sockets,
    leftovers,
  };
}

/** What the kernel shows of container runtimes without asking them: their processes, blocked tasks, accept queues. */
const containerRuntime: Fact<ContainerRuntime> = walkFact({
  id: "walk/container-runtime",
  walk: "container-runtime",
  scope: "host",
  sampled: true,
  limitSeconds: 20,
  spec: [
    "src/host/walks/container-runtime.ts",
    "proc_pid_stat(5)",
    "proc_pid_stack(5)",
    "linux net/unix/af_unix.c unix_seq_show()",
  ],
  parse,
});

export default containerRuntime;
