import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { linkTarget } from "./directory.ts";
import { hungReason } from "./hung.ts";
import { isProcfs } from "./procfs.ts";
import { readFile } from "./read-file.ts";
import { type DockerRoot, WalkHung } from "./walks/walk.ts";

const DEFAULT_ROOT = "/var/lib/docker";

/** @throws {WalkHung} if it does not answer: the data root may be anywhere. */
function daemonRootFromConfig(file: string): string | null {
  const hung = hungReason(file);
  if (hung !== null) throw new WalkHung(hung);
  const config = readFile(file);
  if (config.status !== "read") return null;
  try {
    const parsed: unknown = JSON.parse(config.text);
    if (typeof parsed !== "object" || parsed === null) return null;
    const named =
      "data-root" in parsed ? parsed["data-root"] : "graph" in parsed ? parsed["graph"] : null;
    return typeof named === "string" ? named : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The value of `--name value` or `--name=value` in a daemon's arguments. */
function option(argv: readonly string[], names: readonly string[]): string | null {
  for (const [index, word] of argv.entries()) {
    for (const name of names) {
      if (word === name) return argv[index + 1] ?? null;
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  }
  return null;
}

/** Names that distributions start the daemon by: `dockerd`, `dockerd-current`, and before 1.12 `docker daemon`, `docker -d`. */
function isDaemon(comm: string, argv: readonly string[]): boolean {
  if (comm.startsWith("dockerd")) return true;
  return comm.startsWith("docker") && ["daemon", "-d"].includes(argv[1] ?? "");
}

/** The dockerds that run on a host, as far as its /proc shows them. */
export function runningDaemons(root: string): { pid: number; argv: string[] }[] {
  const found: { pid: number; argv: string[] }[] = [];
  for (const name of readdirSync(join(root, "/proc"))) {
    if (!/^\d+$/.test(name)) continue;
    const comm = readFile(join(root, `/proc/${name}/comm`));
    if (comm.status !== "read" || !comm.text.startsWith("docker")) continue;
    const cmdline = readFile(join(root, `/proc/${name}/cmdline`));
    const argv = cmdline.status === "read" ? cmdline.text.split("\0") : [];
    if (isDaemon(comm.text.trimEnd(), argv)) found.push({ pid: Number(name), argv });
  }
  return found;
}

/**
 * Data roots of the dockerds on a host: those that run (by their arguments and configuration, reached through
 * `/proc/PID/root` because a daemon may live in a mount namespace of its own), those the user named, and the default.
 *
 * @see dockerd(8), options `--data-root` (before 17.05 `--graph`, `-g`) and `--config-file`
 */
export function dockerRoots(root: string, named: readonly string[]): DockerRoot[] {
  const roots = new Map<string, DockerRoot>();
  const add = (path: string, local: string, pid: number | null): void => {
    const known = [...roots.values()].some(
      (other) => other.path === path && (pid === null || other.pid === pid),
    );
    const hung = hungReason(local);
    if (hung !== null) throw new WalkHung(hung);
    // An absolute link in a mounted host's tree leads to a place in the tree: what it means is settled later.
    if (!known && (existsSync(local) || typeof linkTarget(local) === "string"))
      roots.set(`${pid ?? ""}:${path}`, { path, local, pid });
  };
  if (existsSync(join(root, "/proc"))) {
    const answers = isProcfs(root);
    for (const { pid, argv } of runningDaemons(root)) {
      const inside = answers ? join(root, `/proc/${pid}/root`) : root;
      const config = option(argv, ["--config-file"]) ?? "/etc/docker/daemon.json";
      const path =
        option(argv, ["--data-root", "--graph", "-g"]) ??
        daemonRootFromConfig(join(inside, config)) ??
        DEFAULT_ROOT;
      add(path, join(inside, path), pid);
    }
  }
  for (const path of named) add(path, join(root, path), null);
  const configured = daemonRootFromConfig(join(root, "/etc/docker/daemon.json"));
  for (const path of [configured, DEFAULT_ROOT])
    if (path !== null) add(path, join(root, path), null);
  return [...roots.values()];
}
