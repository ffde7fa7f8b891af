import { join, resolve } from "node:path";
import type { HostIdentity } from "#contract/case.ts";
import type { Source } from "#contract/fact.ts";
import type { Fetched, Host, Order } from "#contract/host.ts";
import type { Namespace } from "#contract/reading.ts";
import { commandPath } from "./command.ts";
import { askFarMounts } from "./far-mounts.ts";
import { fetchHere } from "./fetch.ts";
import { seeFolderNamespaces } from "./folder-namespaces.ts";
import { ANSWER_SECONDS, hungReason } from "./hung.ts";
import { askIsolated, fetchIsolated, type ReaderTask } from "./isolated.ts";
import { mayHang, mayHangWithin } from "./locality.ts";
import { reasons } from "./messages.ts";
import type { Manifest } from "./manifest.ts";
import type { NamespaceSight } from "./namespaces.ts";
import { exists } from "./pattern.ts";
import { readSnapshot, SILENT, type Snapshot } from "./snapshot.ts";

/** Where a namespace's own answers lie in a snapshot: `netns/4026532177/proc/net/…`, or the files of a process in it. */
function places(source: Source, namespace: Namespace | undefined): readonly Source[] {
  if (source.kind === "command")
    return [{ kind: "file", path: commandSource(source.argv, namespace) }];
  if (!namespace || namespace.own || source.kind !== "file") return [source];
  const { path } = source;
  const own = namespace.kind === "net" ? "netns" : "mntns";
  const byProcess = namespace.pids.map((pid) =>
    path.replace(/^\/proc\/net\//, `/proc/${pid}/net/`).replace(/^\/proc\/self\//, `/proc/${pid}/`),
  );
  return [`/${own}/${namespace.inode}${path}`, ...byProcess.filter((other) => other !== path)].map(
    (place) => ({
      kind: "file",
      path: place,
    }),
  );
}

function commandSource(argv: readonly string[], namespace: Namespace | undefined): string {
  const inside = namespace && !namespace.own ? `/netns/${namespace.inode}` : "";
  return `${inside}/${commandPath(argv)}`;
}

/** Where a source lies in a snapshot, for words. */
function pathOf(source: Source): string {
  switch (source.kind) {
    case "command":
      return commandPath(source.argv);
    case "walk":
      return `walk/${source.walk}`;
    case "file":
      return source.path;
    case "glob":
    case "links":
    case "names":
      return source.pattern;
  }
}

/** What the host's own `/proc/self/mountinfo` and `/proc/net/x` are also called in a tree that was copied by process. */
function ownPlaces(source: Source): readonly Source[] {
  if (source.kind !== "file") return [source];
  const others = [
    source.path.replace(/^\/proc\/net\//, "/proc/1/net/"),
    source.path.replace(/^\/proc\/self\//, "/proc/1/"),
    source.path === "/proc/self/mountinfo" ? "/proc/mountinfo" : source.path,
  ];
  return [...new Set([source.path, ...others])].map((path) => ({ kind: "file", path }));
}

/** What a snapshot is described by; its walks, and what dockerds keep, are found by its processes. */
const NEEDED = ["casebook.json", "proc", "etc", "later/proc"];

/** The directory that a source cannot do without. */
function topOf(source: Source): string {
  if (source.kind === "walk" || ("base" in source && source.base === "docker-root")) return "proc";
  return "pattern" in source ? (source.pattern.split("*", 1)[0] ?? "") : "";
}

export interface FolderOptions {
  /** Whether the second sample is read where there is one. */
  readonly second: boolean;
  /** Data roots of dockerds, as the host calls them, beside those that the snapshot tells of. */
  readonly dockerRoots?: readonly string[];
}

/**
 * A snapshot: folders that hold `proc/`, `sys/` and so on, and the second sample under `later/`.
 *
 * @param layers the same host in layers: what an earlier one holds hides what a later one holds.
 */
export function folderHost(
  layers: readonly string[],
  options: FolderOptions = { second: true },
): Host {
  const roots = layers.map((layer) => resolve(layer));
  const isFar = roots.some((root) =>
    ["", "later", ...NEEDED].some((path) => mayHangWithin(join(root, path))),
  );
  let described: Promise<Snapshot> | undefined;

  async function describe(): Promise<Snapshot> {
    await askFarMounts(roots);
    if (!isFar) return readSnapshot(roots);
    const terms = { path: roots.join(" "), limitSeconds: ANSWER_SECONDS };
    const told = await askIsolated({ ask: "snapshot", roots }, terms);
    return "failed" in told ? SILENT : (JSON.parse(told.answer) as Snapshot);
  }
  const snapshot = (): Promise<Snapshot> => (described ??= describe());

  async function see(kind: "net" | "mnt"): Promise<NamespaceSight> {
    if (!isFar) return seeFolderNamespaces(kind, roots);
    const terms = { path: join(roots[0] ?? "", "proc"), limitSeconds: ANSWER_SECONDS };
    const told = await askIsolated({ ask: "namespaces", of: "folder", kind, roots }, terms);
    return "failed" in told
      ? { namespaces: [], unseen: [told.failed], refused: [] }
      : (JSON.parse(told.answer) as NamespaceSight);
  }

  async function fetchFrom(root: string, order: Order, manifest: Manifest): Promise<Fetched> {
    const { source } = order;
    const dockerRoots = [...(options.dockerRoots ?? []), ...manifest.dockerRoots];
    const task: ReaderTask = { root, kind: "folder", dockerRoots, order };
    const place = source.kind === "file" ? join(root, source.path) : null;
    const hung = hungReason(place ?? join(root, topOf(source)));
    if (hung !== null) return { status: "denied", reason: hung, at: "" };
    return (place === null ? mayHangWithin(root) : mayHang(place))
      ? fetchIsolated(task)
      : fetchHere(task);
  }

  function candidates(order: Order): readonly Source[] {
    const { source, namespace } = order;
    if (source.kind === "walk") return [{ kind: "file", path: `/walk/${source.walk}` }, source];
    return namespace && !namespace.own
      ? places(source, namespace)
      : places(source, undefined).flatMap(ownPlaces);
  }

  return {
    async identify(): Promise<HostIdentity> {
      const { name, kernel, times } = await snapshot();
      return { name: name ?? roots[0] ?? "", kernel, cpus: null, source: "folder", at: times.at };
    },
    async fetch(order) {
      const { manifest, times } = await snapshot();
      const at = order.sample === "later" ? (times.laterAt ?? times.at) : times.at;
      let answer: Fetched | undefined;
      for (const source of candidates(order)) {
        for (const root of roots) {
          const base = order.sample === "later" ? join(root, "later") : root;
          if (hungReason(base) === null && !exists(base)) continue;
          const got = await fetchFrom(base, { ...order, source }, manifest);
          if (got.status === "read") return { ...got, at };
          // Only a refusal is worth telling; an absence may be filled by another layer.
          if (got.status === "denied") answer ??= { ...got, at };
        }
      }
      const path = pathOf(order.source);
      return answer ?? { status: "not-captured", reason: reasons.notInSnapshot({ path }), at };
    },
    async namespaces(kind) {
      const { manifest } = await snapshot();
      const told = manifest.namespaces;
      return told
        ? { ...told, namespaces: told.namespaces.filter((namespace) => namespace.kind === kind) }
        : see(kind);
    },
    async nextSample() {
      return options.second ? (await snapshot()).times.seconds : null;
    },
  };
}
