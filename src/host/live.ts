import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";
import type { HostIdentity } from "#contract/case.ts";
import type { Fetched, Host, Order } from "#contract/host.ts";
import type { Source } from "#contract/fact.ts";
import { fetchCommand } from "./command.ts";
import { askFarMounts } from "./far-mounts.ts";
import { fetchHere } from "./fetch.ts";
import { inNetns } from "./in-netns.ts";
import { ANSWER_SECONDS, hungReason } from "./hung.ts";
import { askIsolated, fetchIsolated, type ReaderTask } from "./isolated.ts";
import { mayHang, mayHangWithin, takeOwnMounts } from "./locality.ts";
import { reasons } from "./messages.ts";
import {
  NAMED_NAMESPACES,
  namespaceInode,
  type NamespaceSight,
  seeNamespaces,
} from "./namespaces.ts";

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
  if (source.kind !== "links" && source.base !== undefined) return null;
  return join(root, source.pattern.split("*", 1)[0] ?? "/");
}

/** Whether a source may be read in this process: a walk takes long, and what a daemon owns may be as stuck as the daemon. */
const isAtHand = (source: Source): boolean =>
  source.kind !== "walk" && !("base" in source && source.base === "docker-root");

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

  /** From a filesystem that another machine or a user-space server stands behind: if it answers at all. */
  async function fetchFar(place: string, order: Order): Promise<Fetched> {
    await askFarMounts([place]);
    const reason = hungReason(place);
    return reason === null ? fetchIsolated(task(order)) : { status: "denied", reason, at: now() };
  }

  async function fetchOwn(order: Order): Promise<Fetched> {
    const place = firstPlace(order.source, root);
    if (place !== null && mayHang(place)) return fetchFar(place, order);
    if (!isAtHand(order.source)) {
      // Walks, and what looks for dockerds, look at processes first.
      const reason = hungReason(join(root, "/proc"));
      return reason === null ? fetchIsolated(task(order)) : { status: "denied", reason, at: now() };
    }
    const text = place === "/proc/self/mountinfo" ? takeOwnMounts() : null;
    return text === null
      ? fetchHere(task(order))
      : {
          status: "read",
          entries: [{ path: place ?? "", text, match: [] }],
          refused: [],
          at: now(),
        };
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
      return whole.status === "absent" && !(await isProcfs()) ? fetchOwn(order) : whole;
    }
    if (order.scope === "netns" && (await isProcfs()) && !(await sameNetns())) {
      const path = firstPlace(source, "") ?? "";
      return { status: "not-captured", reason: reasons.otherNamespace({ path, root }), at: now() };
    }
    return fetchOwn(order);
  }

  /** A small file of the host; null if there is none to be had. */
  async function textOf(path: string): Promise<string | null> {
    const source = { kind: "file", path } as const;
    const limitSeconds = ANSWER_SECONDS;
    const fetched = await fetchOwn({ source, scope: "host", sample: "first", limitSeconds });
    return fetched.status === "read" ? (fetched.entries[0]?.text ?? null) : null;
  }

  async function see(kind: "net" | "mnt"): Promise<NamespaceSight> {
    const places = ["/proc", ...NAMED_NAMESPACES].map((path) => join(root, path));
    if (!places.some(mayHangWithin)) return seeNamespaces(kind, root);
    await askFarMounts(places);
    const hung = hungReason(join(root, "/proc"));
    const terms = { path: places.join(" "), limitSeconds: ANSWER_SECONDS };
    const told =
      hung === null
        ? await askIsolated({ ask: "namespaces", of: "host", kind, roots: [root] }, terms)
        : { failed: hung };
    return "failed" in told
      ? { namespaces: [], unseen: [told.failed], refused: [] }
      : (JSON.parse(told.answer) as NamespaceSight);
  }

  const isProcfs = async (): Promise<boolean> => (await textOf("/proc/1/comm")) !== null;
  async function sameNetns(): Promise<boolean> {
    const there = (await see("net")).namespaces.find(({ own }) => own)?.inode;
    const here = seeNamespaces("net", "").namespaces.find(({ own }) => own)?.inode;
    return (there ?? namespaceInode("")) === (here ?? namespaceInode(""));
  }

  return {
    async identify(): Promise<HostIdentity> {
      if (root !== "") await askFarMounts([root]);
      const kernel = await textOf("/proc/sys/kernel/osrelease");
      const name = root === "" ? hostname() : await textOf("/etc/hostname");
      return {
        name: name?.trim() ?? root,
        kernel: kernel?.trim() ?? null,
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
      return see(kind);
    },
    async nextSample() {
      if (options.intervalSeconds <= 0) return null;
      await Bun.sleep(options.intervalSeconds * 1000);
      return options.intervalSeconds;
    },
  };
}
