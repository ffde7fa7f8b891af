import type { Entry, Source } from "#contract/fact.ts";
import type { Fetched } from "#contract/host.ts";
import type { Says } from "#contract/message.ts";
import { dockerRoots } from "./docker-roots.ts";
import { below, fetchEntries } from "./entries.ts";
import type { ReaderTask } from "./isolated.ts";
import { reasons } from "./messages.ts";
import type { Locate } from "./pattern.ts";
import { walks } from "./walks/index.ts";
import { type DockerRoot, WalkDenied, WalkHung } from "./walks/walk.ts";
import { within } from "./within.ts";

/** Below a directory, and in a snapshot nowhere else. */
const locator = ({ kind }: ReaderTask, root: string): Locate =>
  kind === "folder" ? within(root) : below(root);

function underDocker(
  task: ReaderTask,
  source: Extract<Source, { kind: "glob" | "names" }>,
): Fetched {
  const at = new Date().toISOString();
  const entries: Entry[] = [];
  const refused: { path: string; why: Says }[] = [];
  const roots = dockerRoots(task.root, task.dockerRoots);
  for (const { path: daemonPath, local } of roots) {
    const inside = { kind: source.kind, pattern: source.pattern } as const;
    const got = fetchEntries(inside, locator(task, local), "root");
    const named = (path: string): string => `${daemonPath}${path}`;
    if (got.status === "read") {
      entries.push(...got.entries.map((entry) => ({ ...entry, path: named(entry.path) })));
      refused.push(...got.refused.map((entry) => ({ ...entry, path: named(entry.path) })));
    } else if (got.status === "denied") refused.push({ path: local, why: got.reason });
  }
  const [first] = refused;
  if (entries.length === 0 && first) return { status: "denied", reason: first.why, at };
  if (entries.length > 0 || roots.length > 0) return { status: "read", entries, refused, at };
  return { status: "absent", reason: reasons.nothingMatches({ path: "docker data-root" }), at };
}

/** A second sample may hold a few counters only: a walk that found nothing there but how much it saw had nothing to read. */
const isUncaptured = ({ kind, order }: ReaderTask, text: string): boolean =>
  kind === "folder" && order.sample === "later" && !/^(?!seen )\S/m.test(text);

async function walk(task: ReaderTask, name: string): Promise<Fetched> {
  const at = new Date().toISOString();
  const load = walks[name];
  if (!load) throw new Error(`no walk named ${name}`);
  const { default: found } = await load();
  if (task.kind === "folder" && !found.onTree) {
    return { status: "not-captured", reason: reasons.notInSnapshot({ path: `walk/${name}` }), at };
  }
  let roots: readonly DockerRoot[] | undefined;
  try {
    const text = await found.run({
      root: task.root,
      targets: task.order.targets ?? [],
      // Few walks ask for them, and finding them takes a look at every process.
      get dockerRoots() {
        return (roots ??= dockerRoots(task.root, task.dockerRoots));
      },
    });
    if (isUncaptured(task, text)) {
      const path = `later/walk/${name}`;
      return { status: "not-captured", reason: reasons.notInSnapshot({ path }), at };
    }
    return {
      status: "read",
      entries: [{ path: `walk/${name}`, text, match: [] }],
      refused: [],
      at,
    };
  } catch (error) {
    if (error instanceof WalkHung) return { status: "denied", reason: error.reason, at };
    if (!(error instanceof WalkDenied)) throw error;
    const privilege = task.order.privilege ?? "root";
    const reason = reasons.refused({ path: error.message, code: error.code, privilege });
    return { status: "denied", reason, at };
  }
}

/** Fetches a file, tree or walk below the task's root, in this process: it may block for as long as the source does. */
export async function fetchHere(task: ReaderTask): Promise<Fetched> {
  const { source, privilege = "root" } = task.order;
  if (source.kind === "walk") return walk(task, source.walk);
  if (source.kind === "command") throw new Error("commands are not fetched by a reader");
  if (source.kind !== "file" && source.kind !== "links" && source.base === "docker-root") {
    try {
      return underDocker(task, source);
    } catch (error) {
      if (!(error instanceof WalkHung)) throw error;
      return { status: "denied", reason: error.reason, at: new Date().toISOString() };
    }
  }
  return fetchEntries(source, locator(task, task.root), privilege);
}
