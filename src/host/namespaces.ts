import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Says } from "#contract/message.ts";
import type { Namespace } from "#contract/reading.ts";
import { hungReason } from "./hung.ts";
import { reasons } from "./messages.ts";
import { maySeeAll } from "./privilege.ts";
import { unlisted } from "./procfs.ts";
import { errorCode, readFile } from "./read-file.ts";

const PIDS_KEPT = 16;

export interface NamespaceSight {
  readonly namespaces: readonly Namespace[];
  readonly unseen: readonly Says[];
  readonly refused: readonly Says[];
}

/** `net:[4026531840]` → 4026531840; null for anything else. */
export function namespaceInode(link: string): number | null {
  const digits = /^\w+:\[(\d+)\]$/.exec(link)?.[1];
  return digits === undefined ? null : Number(digits);
}

function linkOf(path: string): number | "denied" | null {
  try {
    return namespaceInode(readlinkSync(path));
  } catch (error) {
    return ["EACCES", "EPERM"].includes(errorCode(error)) ? "denied" : null;
  }
}

/** Where network namespaces that live without a process have names. */
export const NAMED_NAMESPACES = ["/run/netns", "/run/docker/netns"];

function named(root: string): { path: string; name: string; inode: number }[] {
  const found: { path: string; name: string; inode: number }[] = [];
  for (const directory of NAMED_NAMESPACES) {
    if (hungReason(join(root, directory)) !== null) continue;
    let names: string[] = [];
    try {
      names = readdirSync(join(root, directory));
    } catch (error) {
      if (errorCode(error) !== "ENOENT") continue;
    }
    for (const name of names) {
      const path = join(root, directory, name);
      try {
        found.push({ path, name, inode: statSync(path).ino });
      } catch (error) {
        if (errorCode(error) === "ENOENT") continue;
      }
    }
  }
  return found;
}

function processIds(root: string): number[] {
  return readdirSync(join(root, "/proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Namespaces of a kind on the host whose /proc lies under `root`, its own one first.
 *
 * A process's namespace link needs PTRACE_MODE_READ (ptrace(2)); what cannot be seen is counted in `unseen`.
 */
export function seeNamespaces(kind: "net" | "mnt", root: string): NamespaceSight {
  const held = new Map<number, number[]>();
  const pids = processIds(root);
  let denied = unlisted(pids, root);
  for (const pid of pids) {
    const inode = linkOf(join(root, `/proc/${pid}/ns/${kind}`));
    if (inode === "denied") denied++;
    else if (inode !== null) held.set(inode, [...(held.get(inode) ?? []), pid].slice(0, PIDS_KEPT));
  }
  const ownLink = linkOf(join(root, root === "" ? `/proc/self/ns/${kind}` : `/proc/1/ns/${kind}`));
  const namespaces: Namespace[] = [];
  for (const [inode, pids] of held) {
    const own = inode === ownLink;
    const seen = own ? pids : wideFirst(kind, root, pids);
    const comm = readFile(join(root, `/proc/${seen[0]}/comm`));
    const name = comm.status === "read" ? comm.text.trimEnd() : "";
    namespaces.push({ kind, inode, own, pids: seen, name });
  }
  if (kind === "net") {
    for (const { name, inode } of named(root)) {
      const known = namespaces.findIndex((namespace) => namespace.inode === inode);
      const namespace = namespaces[known];
      // nsfs inodes are those of the links; a name that is not mounted (a plain file) is no namespace.
      if (namespace) namespaces[known] = namespace.own ? namespace : { ...namespace, name };
      else if (inode > 0xf0000000) namespaces.push({ kind, inode, own: false, pids: [], name });
    }
  }
  namespaces.sort((a, b) => Number(b.own) - Number(a.own) || a.inode - b.inode);
  const { unseen, refused } = hidden(denied);
  return { namespaces, unseen: [...unseen, ...unansweredNames(kind, root)], refused };
}

/** Directories of names that do not answer. */
function unansweredNames(kind: "net" | "mnt", root: string): Says[] {
  const places = kind === "net" ? NAMED_NAMESPACES : [];
  return places.map((path) => hungReason(join(root, path))).filter((why) => why !== null);
}

/** Of processes in one mount namespace, first one that sees all of it: mountinfo tells what a process's root reaches. */
function wideFirst(kind: "net" | "mnt", root: string, pids: readonly number[]): readonly number[] {
  if (kind === "net") return pids;
  const wide = pids.find((pid) => rootOf(join(root, `/proc/${pid}/root`)) === "/");
  return wide === undefined ? pids : [wide, ...pids.filter((pid) => pid !== wide)];
}

function rootOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return null;
  }
}

/** What processes that could not be looked at mean. */
function hidden(count: number): Omit<NamespaceSight, "namespaces"> {
  if (count === 0) return { unseen: [], refused: [] };
  return maySeeAll()
    ? { unseen: [], refused: [reasons.processesRefused({ count })] }
    : { unseen: [reasons.processesHidden({ count })], refused: [] };
}

/** A path through which the namespace can be opened: a process in it, or its name. Null if there is none. */
export function namespacePath(namespace: Namespace, root: string): string | null {
  const [pid] = namespace.pids;
  if (pid !== undefined) return join(root, `/proc/${pid}/ns/${namespace.kind}`);
  return named(root).find(({ inode }) => inode === namespace.inode)?.path ?? null;
}
