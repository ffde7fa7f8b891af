import type { Reading } from "#contract/reading.ts";
import type { Container } from "#facts/docker/containers.ts";
import type { GoroutineStacks } from "#facts/docker/goroutine-stacks.ts";
import type {
  ContainerRuntime,
  FullPipe,
  RuntimeProcess,
  RuntimeSocket,
  RuntimeTask,
} from "#facts/walk/container-runtime.ts";
import type { RuntimeAnswer } from "#facts/walk/runtime-answers.ts";
import type { Closer, Readings } from "./needs.ts";

/** How long a thing was seen to stay as it is. `once`: there is one sample only. */
export type Held = "both" | "once" | "no";

const isStopped = ({ state }: { state: string }): boolean => state === "T" || state === "t";

/** USER_HZ of every architecture but alpha and ia64. */
const TICKS_PER_SECOND = 100;

/** Both samples and the answers, with the questions that the case puts to them. */
export class Scene {
  readonly now: ContainerRuntime;
  readonly before: ContainerRuntime | null;
  /** Between the samples; null if there is one. */
  readonly seconds: number | null;
  readonly readings: Readings;
  readonly #byPid: ReadonlyMap<number, RuntimeProcess>;
  readonly #names = new Map<string, string>();
  readonly #containers: ReadonlyMap<string, Container>;
  readonly answers: readonly RuntimeAnswer[] | null;
  /** The newest dump of dockerd's goroutines. */
  readonly stacks: GoroutineStacks | null;
  readonly answersReading: Reading<readonly RuntimeAnswer[]> | null;

  constructor(readings: Readings, closer: Closer) {
    const { runtime } = readings;
    this.readings = readings;
    this.now = runtime.value;
    this.before = runtime.earlier?.value ?? null;
    this.seconds = runtime.earlier?.secondsBefore ?? null;
    this.#byPid = new Map(this.now.runtimes.map((one) => [one.pid, one]));
    this.answersReading = closer?.answers ?? null;
    this.answers = closer?.answers.status === "read" ? closer.answers.value : null;
    this.stacks = closer?.stacks.status === "read" ? (closer.stacks.value[0] ?? null) : null;
    const known = closer?.containers.status === "read" ? closer.containers.value : [];
    this.#containers = new Map(known.map((container) => [container.id, container]));
    this.#learnNames();
  }

  #learnNames(): void {
    for (const { containers, containerName } of this.now.runtimes) {
      const [id] = containers;
      if (id !== undefined && containerName !== null) this.#names.set(id, containerName);
    }
    for (const { container } of this.answers ?? [])
      if (container && container.name !== "") this.#names.set(container.id, container.name);
    for (const { id, name } of this.#containers.values())
      if (name !== "") this.#names.set(id, name);
  }

  get daemons(): readonly RuntimeProcess[] {
    return this.now.runtimes.filter(({ role }) => role === "daemon");
  }

  get shims(): readonly RuntimeProcess[] {
    return this.now.runtimes.filter(({ role }) => role === "shim");
  }

  process = (pid: number | null): RuntimeProcess | null =>
    (pid === null ? null : this.#byPid.get(pid)) ?? null;

  /** What dockerd wrote down of a container; null for other runtimes. */
  container = (id: string | null): Container | null =>
    (id === null ? null : this.#containers.get(id)) ?? null;

  /** The container's name, or the twelve digits of its id. */
  containerName = (id: string): string =>
    this.#names.get(id) ?? (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id);

  /** How long ago a process was started, in seconds; null if that is not told. */
  ageOf({ start }: RuntimeProcess): number | null {
    const { uptime } = this.readings;
    if (uptime.status !== "read" || !/^\d{1,15}$/.test(start)) return null;
    const age = uptime.value - Number(start) / TICKS_PER_SECOND;
    return age >= 0 ? Math.round(age) : null;
  }

  /** `dockerd`; with its pid where several run. */
  daemonName({ name, pid }: RuntimeProcess): string {
    const same = this.daemons.filter((one) => one.name === name);
    return same.length > 1 ? `${name}[${pid}]` : name;
  }

  /** The containers of a shim, as people call them. Under CRI the first is the sandbox: the others tell more. */
  containersOf(shim: RuntimeProcess): readonly string[] {
    const [sandbox, ...others] = shim.containers;
    const named = others.filter((id) => id !== sandbox);
    return named.length > 0 ? named : sandbox === undefined ? [] : [sandbox];
  }

  #same(pid: number, start: string): RuntimeProcess | null {
    const found = this.before?.runtimes.find((one) => one.pid === pid && one.start === start);
    return found ?? null;
  }

  /** Whether a process is stopped, and was in the first sample too. */
  stopped(runtime: RuntimeProcess): Held {
    if (!isStopped(runtime)) return "no";
    if (!this.before) return "once";
    const earlier = this.#same(runtime.pid, runtime.start);
    return earlier && isStopped(earlier) && !hasRun(earlier.switches, runtime.switches)
      ? "both"
      : "no";
  }

  /** Whether connections wait to be accepted, and did in the first sample too. */
  queued(socket: RuntimeSocket): Held {
    if (socket.waiting === 0) return "no";
    if (!this.before) return "once";
    const earlier = this.before.sockets.find(
      ({ inode, path }) => inode === socket.inode && path === socket.path,
    );
    return (earlier?.waiting ?? 0) > 0 ? "both" : "no";
  }

  socketsOf = (pid: number): readonly RuntimeSocket[] =>
    this.now.sockets.filter((socket) => socket.pid === pid);

  /** Whether a task has not run between the samples; `perhaps` where its switches are not told. */
  waited(task: RuntimeTask): Held | "perhaps" {
    if (!this.before) return "once";
    const earlier = this.before.tasks.find(
      ({ tid, start, state }) => tid === task.tid && start === task.start && state === task.state,
    );
    return earlier ? unmoved(earlier, task) : "no";
  }

  /** The same of a container that waits for room in a pipe. */
  waitedForPipe(pipe: FullPipe): Held | "perhaps" {
    if (!this.before) return "once";
    const earlier = this.before.pipes.find(
      ({ pid, start }) => pid === pipe.pid && start === pipe.start,
    );
    return earlier ? unmoved(earlier, pipe) : "no";
  }
}

const hasRun = (before: number | null, now: number | null): boolean =>
  before !== null && now !== null && before !== now;

function unmoved(
  before: { readonly switches: number | null },
  now: { readonly switches: number | null },
): Held | "perhaps" {
  if (before.switches === null || now.switches === null) return "perhaps";
  return before.switches === now.switches ? "both" : "no";
}
