import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";
import type { HostIdentity } from "#contract/case.ts";
import type { Fetched, Host, Order } from "#contract/host.ts";
import type { Source } from "#contract/fact.ts";
import { fetchCommand } from "./command.ts";
import { fetchHere } from "./fetch.ts";
import { inNetns } from "./in-netns.ts";
import { fetchIsolated, type ReaderTask } from "./isolated.ts";
import { learnMounts, mayHang } from "./locality.ts";
import { reasons } from "./messages.ts";
import { namespaceInode, seeNamespaces } from "./namespaces.ts";
import { readFile } from "./read-file.ts";

export interface LiveOptions {
  /** "" for this machine, or the directory where a host is mounted. */
  readonly root: string;
  readonly intervalSeconds: number;
  readonly dockerRoots: readonly string[];
}

const now = (): string => new Date().toISOString();

function firstPlace(source: Source, root: string): string | null {
  if (source.kind === "file") return join(root, source.path);
  if (source.kind === "command" || source.kind === "walk") return null;
  return join(root, source.pattern.split("*", 1)[0] ?? "/");
}

/** `/proc/net/x` and `/proc/self/mountinfo` as seen by another process. */
function throughProcess(source: Source, pid: number): Source {
  if (source.kind !== "file") return source;
  return {
    kind: "file",
    path: source.path
      .replace(/^\/proc\/net\//, `/proc/${pid}/net/`)
      .replace(/^\/proc\/self\//, `/proc/${pid}/`),
  };
}

/** This machine, or a host mounted at a directory of it. */
export function liveHost(options: LiveOptions): Host {
  const { root } = options;
  const task = (order: Order): ReaderTask => ({
    root,
    kind: root === "" ? "live" : "root",
    dockerRoots: options.dockerRoots,
    order,
  });

  async function fetchOwn(order: Order): Promise<Fetched> {
    const place = firstPlace(order.source, root);
    const far = order.source.kind === "walk" || (place !== null && mayHang(place));
    if (far) return fetchIsolated(task(order));
    const fetched = await fetchHere(task(order));
    if (place === "/proc/self/mountinfo" && fetched.status === "read")
      learnMounts(fetched.entries[0]?.text ?? "");
    return fetched;
  }

  /** Reads in a namespace that must be entered: synchronous, so kernel files and the start of a command only. */
  async function fetchInside(order: Order): Promise<Fetched> {
    const { namespace, source } = order;
    if (!namespace) throw new Error("no namespace to enter");
    const start = (): Promise<Fetched> =>
      source.kind === "command"
        ? fetchCommand(source, order.limitSeconds, order.privilege ?? "root")
        : fetchHere(task({ ...order, source }));
    const inside = inNetns(namespace, root, start);
    if (inside.entered) return inside.value;
    const label = `${namespace.kind}:[${namespace.inode}]`;
    return {
      status: "denied",
      reason: reasons.namespaceDenied({ namespace: label, code: inside.code }),
      at: now(),
    };
  }

  async function fetchOther(order: Order): Promise<Fetched> {
    const [pid] = order.namespace?.pids ?? [];
    const { source } = order;
    const seen = pid === undefined ? source : throughProcess(source, pid);
    if (source.kind === "file" && seen.kind === "file" && seen.path !== source.path) {
      return fetchOwn({ ...order, source: seen });
    }
    if (order.scope === "netns") return fetchInside(order);
    const path = order.namespace?.name ?? "";
    return { status: "denied", reason: reasons.namespaceWithoutProcess({ path }), at: now() };
  }

  /** A host mounted at a directory: what answers for the reader's network namespace must come from the host's. */
  async function fetchMounted(order: Order): Promise<Fetched> {
    const { source } = order;
    if (source.kind === "command") {
      return {
        status: "not-captured",
        reason: reasons.commandNotHere({ command: source.argv.join(" ") }),
        at: now(),
      };
    }
    const first = throughProcess(source, 1);
    if (source.kind === "file" && first.kind === "file" && first.path !== source.path) {
      const whole = await fetchOwn({ ...order, source: first });
      // A tree that is no procfs has no process 1, and its /proc/net is what was captured.
      return whole.status === "absent" && !isProcfs() ? fetchOwn(order) : whole;
    }
    if (order.scope === "netns" && isProcfs() && !sameNetns()) {
      const path = firstPlace(source, "") ?? "";
      return { status: "not-captured", reason: reasons.otherNamespace({ path, root }), at: now() };
    }
    return fetchOwn(order);
  }

  const isProcfs = (): boolean => readFile(join(root, "/proc/1/comm")).status === "read";
  const ownNetns = (path: string): number | null => {
    const sight = seeNamespaces("net", path);
    return sight.namespaces.find(({ own }) => own)?.inode ?? namespaceInode("");
  };
  const sameNetns = (): boolean => ownNetns(root) === ownNetns("");

  return {
    async identify(): Promise<HostIdentity> {
      const kernel = readFile(join(root, "/proc/sys/kernel/osrelease"));
      const name = root === "" ? hostname() : readFile(join(root, "/etc/hostname"));
      return {
        name: typeof name === "string" ? name : name.status === "read" ? name.text.trim() : root,
        kernel: kernel.status === "read" ? kernel.text.trim() : null,
        cpus: root === "" ? availableParallelism() : null,
        source: root === "" ? "live" : "root",
        at: now(),
      };
    },
    async fetch(order) {
      if (order.namespace && !order.namespace.own) return fetchOther(order);
      if (root !== "") return fetchMounted(order);
      if (order.source.kind === "command") {
        return fetchCommand(order.source, order.limitSeconds, order.privilege ?? "root");
      }
      return fetchOwn(order);
    },
    async namespaces(kind) {
      return seeNamespaces(kind, root);
    },
    async nextSample() {
      if (options.intervalSeconds <= 0) return null;
      await Bun.sleep(options.intervalSeconds * 1000);
      return options.intervalSeconds;
    },
  };
}
