import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fetched, Host, Order } from "#contract/host.ts";
import type { Namespace } from "#contract/reading.ts";
import { commandPath } from "#host/command.ts";

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

function keep(directory: string, order: Order, fetched: Fetched): void {
  if (fetched.status !== "read") return;
  for (const { path, text } of fetched.entries) {
    const file = join(directory, placeOf(order, path));
    mkdirSync(dirname(file), { recursive: true });
    if (order.source.kind !== "links") writeFileSync(file, text);
    else symlinkSync(text, file);
  }
}

/** The same host, keeping what it reads as a snapshot that `--from` takes. */
export function recordingHost(host: Host, directory: string): Host {
  const seen: Namespace[] = [];
  let laterAt: string | undefined;
  const save = async (): Promise<void> => {
    const { name, kernel, at } = await host.identify();
    const manifest = { host: { name, kernel }, at, laterAt, namespaces: seen };
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "casebook.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  };
  let began: string | undefined;
  return {
    identify: async () => {
      const identity = await host.identify();
      began = identity.at;
      await save();
      return identity;
    },
    async fetch(order) {
      const fetched = await host.fetch(order);
      keep(directory, order, fetched);
      return fetched;
    },
    async namespaces(kind) {
      const sight = await host.namespaces(kind);
      seen.push(...sight.namespaces);
      await save();
      return sight;
    },
    async nextSample() {
      const seconds = await host.nextSample();
      if (seconds !== null && began !== undefined)
        laterAt = new Date(Date.parse(began) + seconds * 1000).toISOString();
      await save();
      return seconds;
    },
  };
}
