import {
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { HostIdentity } from "#contract/case.ts";
import type { Fetched, Host, Order } from "#contract/host.ts";
import type { Namespace } from "#contract/reading.ts";
import { commandPath } from "#host/command.ts";
import { errorCode } from "#host/read-file.ts";

function placeOf(order: Order, path: string): string {
  const { source, namespace } = order;
  const inside =
    namespace && !namespace.own
      ? `${namespace.kind === "net" ? "netns" : "mntns"}/${namespace.inode}`
      : "";
  const page = order.sample === "later" ? "later" : "";
  if (source.kind === "walk") return join(page, `walk/${source.walk}`);
  if (source.kind === "command") return join(page, inside, commandPath(source.argv));
  // What was read through a process is filed as the namespace's own: /proc/PID/net/x as /proc/net/x.
  return join(page, inside, source.kind === "file" ? source.path : path);
}

/** Files read through a link lie behind it in the snapshot too, whichever of both was read first. */
function keepLink(directory: string, file: string, target: string): void {
  const behind = resolve(dirname(file), target);
  const inside = !isAbsolute(target) && behind.startsWith(`${resolve(directory)}/`);
  const taken = lstatSync(file, { throwIfNoEntry: false });
  if (taken?.isSymbolicLink() || (taken && (!inside || existsSync(behind)))) return;
  if (inside) mkdirSync(taken ? dirname(behind) : behind, { recursive: true });
  if (taken) renameSync(file, behind);
  symlinkSync(target, file);
}

/** The whole text or nothing: of a file that ends early nobody could tell that it does. */
function write(file: string, text: string): void {
  const part = `${file}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function keep(directory: string, order: Order, fetched: Fetched): void {
  if (fetched.status !== "read") return;
  for (const { path, text } of fetched.entries) {
    const file = join(directory, placeOf(order, path));
    mkdirSync(dirname(file), { recursive: true });
    if (order.source.kind !== "links") write(file, text);
    else keepLink(directory, file, text);
  }
}

/** Data roots of dockerds, by the paths of what was found in them. */
function dockerRootsIn({ source }: Order, fetched: Fetched): string[] {
  if (fetched.status !== "read" || !("base" in source) || source.base !== "docker-root") return [];
  const below = source.pattern.split("/").length - 1;
  return fetched.entries.map(({ path }) => path.split("/").slice(0, -below).join("/"));
}

/**
 * The same host, keeping what it reads as a snapshot that `--from` takes.
 *
 * @param fail called, once, when something could not be written: the snapshot lacks it, and the host is read on.
 */
export function recordingHost(
  host: Host,
  directory: string,
  fail: (code: string) => void = (code) => {
    throw new Error(`${directory}: ${code}`);
  },
): Host {
  let hasFailed = false;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const code = errorCode(error);
      if (!/^E[A-Z0-9]+$/.test(code)) throw error;
      if (!hasFailed) fail(code);
      hasFailed = true;
    }
  };
  const seen: Namespace[] = [];
  const dockerRoots = new Set<string>();
  let identity: HostIdentity | undefined;
  let laterAt: string | undefined;
  const saveManifest = (): void => {
    if (identity === undefined) return;
    const { name, kernel, at } = identity;
    const roots = dockerRoots.size > 0 ? { dockerRoots: [...dockerRoots] } : {};
    const manifest = { host: { name, kernel }, at, laterAt, namespaces: seen, ...roots };
    mkdirSync(directory, { recursive: true });
    write(join(directory, "casebook.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  };
  const save = (): void => attempt(saveManifest);
  return {
    async identify() {
      identity ??= await host.identify();
      save();
      return identity;
    },
    async fetch(order) {
      const fetched = await host.fetch(order);
      attempt(() => keep(directory, order, fetched));
      for (const root of dockerRootsIn(order, fetched)) dockerRoots.add(root);
      save();
      return fetched;
    },
    async namespaces(kind) {
      const sight = await host.namespaces(kind);
      seen.push(...sight.namespaces);
      save();
      return sight;
    },
    async nextSample() {
      const seconds = await host.nextSample();
      // A closer look takes two samples of its own; the folder has one time for all that is under `later/`.
      if (seconds !== null && identity !== undefined)
        laterAt ??= new Date(Date.parse(identity.at) + seconds * 1000).toISOString();
      save();
      return seconds;
    },
  };
}
