import { readdirSync, statfsSync } from "node:fs";
import { basename, join, normalize } from "node:path";
import { askPath, Inode, linkTarget } from "../../directory.ts";
import { errorCode, readFile } from "../../read-file.ts";
import { isProcfs } from "../../procfs.ts";
import { within } from "../../within.ts";
import type { DockerRoot } from "../walk.ts";

/** What makes a layer no orphan: `who` refers to it, and line `line` of `source` says so. */
export interface Reference {
  readonly kind: "image" | "removing" | "container" | "mount" | "process" | "build" | "stack";
  readonly who: string;
  readonly source: string;
  readonly line?: number;
}

/** References of one kind that are kept for one layer: a layer may be mounted in a hundred namespaces. */
const KEPT = 3;

/** Something that should have been read and was not, so that a layer it speaks of may look unreferenced. */
export interface Gap {
  readonly what: "layerdb" | "torn" | "mounts" | "processes" | "build" | "stack" | "daemon";
  readonly path: string;
  readonly code: string;
}

/** One `overlay2/` of a daemon and what was found to refer to its directories. */
export class Store {
  readonly root: DockerRoot;
  /** `overlay2/` as this process reaches it, and as the daemon names it. */
  readonly local: string;
  readonly path: string;
  readonly names: ReadonlySet<string>;
  readonly references = new Map<string, Reference[]>();
  /** Layers that a layer stacks on, by its `lower` file. */
  readonly lowers = new Map<string, readonly string[]>();
  /** By what, path and code: books are read twice. */
  readonly #gaps = new Map<string, Gap>();
  /** Short names in `lower` files and mount tables that lead nowhere. */
  readonly dangling = new Set<string>();
  readonly #links = new Map<string, string | null>();

  constructor(root: DockerRoot, names: readonly string[]) {
    this.root = root;
    this.local = join(root.local, "overlay2");
    this.path = join(root.path, "overlay2");
    this.names = new Set(names);
  }

  /** @returns whether there is such a layer. */
  refer(name: string, reference: Reference): boolean {
    if (!this.names.has(name)) return false;
    const known = this.references.get(name);
    if (!known) this.references.set(name, [reference]);
    else if (known.filter(({ kind }) => kind === reference.kind).length < KEPT)
      known.push(reference);
    return true;
  }

  lack(gap: Gap): void {
    this.#gaps.set(`${gap.what} ${gap.path} ${gap.code}`, gap);
  }

  get gaps(): readonly Gap[] {
    return [...this.#gaps.values()];
  }

  unreferenced(): string[] {
    return [...this.names].filter((name) => !this.references.has(name));
  }

  /** The layer behind a short name of `l/`, which is `../<layer>/diff`; null if it leads nowhere. */
  layerOfLink(short: string): string | null {
    const known = this.#links.get(short);
    if (known !== undefined) return known;
    const target = linkTarget(join(this.local, "l", short));
    const name =
      typeof target === "string" ? (/^\.\.\/([^/]+)\/diff$/.exec(target)?.[1] ?? null) : null;
    this.#links.set(short, name);
    return name;
  }

  /** Layers that this one stacks on; none for a lowest one. */
  stackOf(name: string): readonly string[] {
    const known = this.lowers.get(name);
    if (known) return known;
    const read = readFile(join(this.local, name, "lower"));
    if (read.status === "denied")
      this.lack({ what: "stack", path: join(this.path, name, "lower"), code: "EACCES" });
    const found: string[] = [];
    for (const part of read.status === "read" ? read.text.trim().split(":") : []) {
      const short = basename(part);
      const layer = part === "" ? null : this.layerOfLink(short);
      if (layer !== null) found.push(layer);
      else if (part !== "") this.dangling.add(short);
    }
    this.lowers.set(name, found);
    return found;
  }
}

/** A daemon's own data root, and those of its remapped users: `<root>/<uid>.<gid>` (dockerd --userns-remap). */
function rootsBelow(root: DockerRoot): DockerRoot[] {
  let names: string[] = [];
  try {
    names = readdirSync(root.local).filter((name) => /^\d+\.\d+$/.test(name));
  } catch (error) {
    if (!["EACCES", "EPERM", "ENOENT", "ENOTDIR"].includes(errorCode(error))) throw error;
  }
  const remapped = names.map((name) => ({
    path: join(root.path, name),
    local: join(root.local, name),
    pid: root.pid,
  }));
  return [root, ...remapped];
}

/**
 * A data root as it can be reached without leaving the tree that the host lies in: an absolute link inside it, such as
 * `/var/lib/docker -> /data/docker`, means a place in the tree and not on this machine. Null if it leads out.
 */
function settle(root: string, docker: DockerRoot): string | null {
  if (root === "" || (docker.pid !== null && isProcfs(root))) return docker.local;
  const target = linkTarget(join(root, docker.path));
  const isAbsolute = typeof target === "string" && target.startsWith("/");
  return within(root)(isAbsolute ? target : docker.path);
}

export interface Refusal {
  readonly path: string;
  readonly code: string;
}

const DENIED: Readonly<Record<number, string>> = { [-1]: "EPERM", [-13]: "EACCES" };

/** Data roots as they can be reached, remapped users' included; those of running daemons first. */
export function reachableRoots(
  roots: readonly DockerRoot[],
  root: string,
  refuse: (path: string) => void = () => undefined,
): DockerRoot[] {
  const settled = roots.flatMap((docker) => {
    const local = settle(root, docker);
    if (local === null) refuse(docker.path);
    const path = normalize(docker.path).replace(/(?<=.)\/+$/, "");
    return local === null ? [] : [{ ...docker, path, local }];
  });
  return settled
    .toSorted((a, b) => Number(a.pid === null) - Number(b.pid === null))
    .flatMap(rootsBelow);
}

/** Every `overlay2/` of the given data roots, each once: those of running daemons win over the same one unowned. */
export function openStores(
  roots: readonly DockerRoot[],
  root: string,
): {
  readonly stores: readonly Store[];
  readonly refused: readonly Refusal[];
} {
  const stores: Store[] = [];
  const refused: Refusal[] = [];
  const seen = new Set<string>();
  const inode = new Inode();
  const refuse = (path: string): void => void refused.push({ path, code: "leads out" });
  for (const docker of reachableRoots(roots, root, refuse)) {
    const path = join(docker.path, "overlay2");
    const local = join(docker.local, "overlay2");
    const asked = askPath(local, inode);
    const denied = DENIED[asked];
    if (denied !== undefined) refused.push({ path, code: denied });
    const identity = `${inode.device}/${inode.key}`;
    if (asked !== 0 || !inode.isDirectory || seen.has(identity)) continue;
    seen.add(identity);
    try {
      const names = readdirSync(local).filter((name) => name !== "l");
      stores.push(new Store(docker, names));
    } catch (error) {
      refused.push({ path, code: errorCode(error) });
    }
  }
  return { stores, refused };
}

/** Of the filesystem that a store lies on: inodes, free inodes, blocks, free blocks, bytes of a block. */
export function filesystemOf(store: Store): readonly number[] {
  const { files, ffree, blocks, bfree, bsize } = statfsSync(store.local);
  return [files, ffree, blocks, bfree, bsize];
}
