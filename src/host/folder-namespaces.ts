import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import { namespaceInode, type NamespaceSight } from "./namespaces.ts";
import { hungReason } from "./hung.ts";
import { errorCode, readFile } from "./read-file.ts";

function list(directory: string): string[] {
  if (hungReason(directory) !== null) return [];
  try {
    return readdirSync(directory);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error))) return [];
    throw error;
  }
}

function processIds(root: string): number[] {
  return list(join(root, "proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

function commOf(root: string, pid: number): string {
  const comm = readFile(join(root, `proc/${pid}/comm`));
  return comm.status === "read" ? comm.text.trim() : "";
}

/** The link of a namespace as a symlink, or as a file that holds the link's text. */
function inodeOf(path: string): number | null {
  if (hungReason(path) !== null) return null;
  try {
    if (lstatSync(path).isSymbolicLink()) return namespaceInode(readlinkSync(path));
  } catch (error) {
    if (errorCode(error) !== "ENOENT" && errorCode(error) !== "ENOTDIR") throw error;
    return null;
  }
  const read = readFile(path);
  return read.status === "read" ? namespaceInode(read.text.trim()) : null;
}

/** Size of a regular file; null for anything else, and for one of no bytes. */
function sizeOf(path: string): number | null {
  if (hungReason(path) !== null) return null;
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size > 0 ? stat.size : null;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "ELOOP"].includes(errorCode(error))) return null;
    throw error;
  }
}

/**
 * Mount namespaces of a tree that was copied without the links: processes whose table is as long as another's are taken
 * to share it. The namespace has no number, so the lowest pid stands for it, negative.
 */
function byTable(root: string, pids: readonly number[]): Namespace[] {
  const own = ["proc/self/mountinfo", "proc/1/mountinfo", "proc/mountinfo"]
    .map((path) => sizeOf(join(root, path)))
    .find((size) => size !== null);
  const groups = Map.groupBy(pids, (pid) => sizeOf(join(root, `proc/${pid}/mountinfo`)));
  return [...groups].flatMap(([size, held]): Namespace[] => {
    const [pid] = held;
    if (size === null || size === own || pid === undefined) return [];
    return [{ kind: "mnt", inode: -pid, own: false, pids: held, name: commOf(root, pid) }];
  });
}

/** That of the first process; in a tree without it, that of the process which copied it: /proc/net is its own. */
function ownInode(kind: "net" | "mnt", roots: readonly string[]): number | null {
  const found = ["1", "self"].flatMap((process) =>
    roots.map((root) => inodeOf(join(root, `proc/${process}/ns/${kind}`))),
  );
  return found.find((inode) => inode !== null) ?? null;
}

/** Namespaces that a snapshot's processes tell of, and those captured under `netns/` and `mntns/`. */
export function seeFolderNamespaces(kind: "net" | "mnt", roots: readonly string[]): NamespaceSight {
  const pids = new Map<number, number[]>();
  const names = new Map<number, string>();
  const own = ownInode(kind, roots);
  for (const root of roots) {
    for (const pid of processIds(root)) {
      const inode = inodeOf(join(root, `proc/${pid}/ns/${kind}`));
      if (inode === null) continue;
      if (!names.has(inode)) names.set(inode, commOf(root, pid));
      const held = pids.get(inode);
      if (held) held.push(pid);
      else pids.set(inode, [pid]);
    }
    for (const name of list(join(root, kind === "net" ? "netns" : "mntns"))) {
      if (/^\d+$/.test(name) && !pids.has(Number(name))) pids.set(Number(name), []);
    }
  }
  const others = [...pids].map(([inode, held]): Namespace => ({
    kind,
    inode,
    own: inode === own,
    pids: held.toSorted((a, b) => a - b),
    name: names.get(inode) ?? "",
  }));
  if (kind === "mnt" && pids.size === 0)
    others.push(...roots.flatMap((root) => byTable(root, processIds(root))));
  // A snapshot that tells nothing of namespaces still holds the answers of the host's own.
  if (own === null) others.unshift({ kind, inode: 0, own: true, pids: [], name: "" });
  return {
    namespaces: others.sort((a, b) => Number(b.own) - Number(a.own) || a.inode - b.inode),
    unseen: roots.map((root) => hungReason(join(root, "proc"))).filter((why) => why !== null),
    refused: [],
  };
}
