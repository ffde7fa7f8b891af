import { closeSync, constants, openSync, readlinkSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import { seeFolderNamespaces } from "../folder-namespaces.ts";
import { inNetns } from "../in-netns.ts";
import { seeNamespaces } from "../namespaces.ts";
import { isProcfs } from "../procfs.ts";
import { errorCode } from "../read-file.ts";
import { within } from "../within.ts";
import { WalkDenied } from "./walk.ts";

const CHUNK_BYTES = 256 * 1024;
/** A line of the table is below 300 bytes: a snapshot's file without line breaks is no table. */
const LONGEST_LINE = 4096;

/** What the kernel writes above its rows, however few there are. */
const isHeading = (line: string): boolean => /^ *sl +local_address /.test(line);

/**
 * Reads a file in chunks, line by line: a table of a million sockets is 150 MB.
 * @returns false if it is no table: empty, or something else.
 */
function eachLine(fd: number, take: (line: string, number: number) => void): boolean {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let rest = "";
  let number = 0;
  for (;;) {
    const got = readSync(fd, chunk, 0, chunk.length, null);
    if (got === 0) break;
    const lines = (rest + chunk.toString("latin1", 0, got)).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    if (number === 0 && !isHeading(lines[0] ?? rest)) return false;
    for (const line of lines) take(line, ++number);
  }
  if (rest !== "") take(rest, number + 1);
  return number > 0;
}

/** A network namespace whose socket tables are read, and what it is called. */
export interface TcpPlace {
  readonly inode: number;
  readonly own: boolean;
  readonly name: string;
  /** A process in it; null if none is known. */
  readonly pid: number | null;
  /**
   * Reads `tcp` or `tcp6` line by line.
   * @returns the path that was read, as the host calls it; null if there is no such file.
   * @throws {WalkDenied} if it may not be read.
   */
  read(table: "tcp" | "tcp6", take: (line: string, number: number) => void): string | null;
  /**
   * Does something synchronous inside the namespace; null for a snapshot, which nobody can enter.
   * @throws {WalkDenied} if it may not be entered.
   * @throws {NamespaceEnded} if it is no more.
   */
  readonly enter: (<T>(act: () => T) => T) | null;
}

function readAt(path: string, take: (line: string, number: number) => void): boolean {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES" || code === "EPERM") throw new WalkDenied(path, code);
    return false;
  }
  try {
    return eachLine(fd, take);
  } catch (error) {
    if (errorCode(error) === "EISDIR") return false;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Raised on the way into a namespace that has ended. */
export class NamespaceEnded extends Error {}

const hasEnded = (code: string): boolean => code === "ENOENT" || code === "ESRCH";

/** @throws {NamespaceEnded | WalkDenied} why a namespace was not entered. */
function refuse(inode: number, code: string): never {
  if (hasEnded(code)) throw new NamespaceEnded(`net:[${inode}]`);
  throw new WalkDenied(`net:[${inode}]`, code);
}

/** Whether a process has ended, and with it what it showed of its namespace. */
function isGone(root: string, pid: number): boolean {
  try {
    readlinkSync(join(root, `/proc/${pid}/ns/net`));
    return false;
  } catch (error) {
    return hasEnded(errorCode(error));
  }
}

/** A namespace that ended since it was named: with it went its sockets, and its tables are empty. */
const endedPlace = (inode: number): TcpPlace => ({
  inode,
  own: false,
  name: "",
  pid: null,
  enter: null,
  read: (table) => `/proc/net/${table}`,
});

function livePlace(namespace: Namespace, root: string): TcpPlace {
  const { inode, own, name, pids } = namespace;
  const [pid] = pids;
  return {
    inode,
    own,
    name,
    pid: pid ?? null,
    enter(act) {
      if (own && root === "") return act();
      const inside = inNetns(namespace, root, act);
      return inside.entered ? inside.value : refuse(inode, inside.code);
    },
    read(table, take) {
      if (pid !== undefined) {
        const path = `/proc/${pid}/net/${table}`;
        return readAt(join(root, path), take) || isGone(root, pid) ? path : null;
      }
      const path = `/proc/net/${table}`;
      const inside = inNetns(namespace, root, () => readAt(`/proc/self/net/${table}`, take));
      if (!inside.entered) return hasEnded(inside.code) ? path : refuse(inode, inside.code);
      return inside.value ? path : null;
    },
  };
}

function treePlace(namespace: Namespace, root: string): TcpPlace {
  const { inode, own, name, pids } = namespace;
  const locate = within(root);
  return {
    inode,
    own,
    name,
    pid: pids[0] ?? null,
    enter: null,
    read(table, take) {
      const candidates = [
        ...(own ? [`/proc/net/${table}`, `/proc/1/net/${table}`] : []),
        `/netns/${inode}/proc/net/${table}`,
        ...pids.map((pid) => `/proc/${pid}/net/${table}`),
      ];
      const found = candidates.find((path) => {
        const local = locate(path);
        return local !== null && readAt(local, take);
      });
      return found ?? null;
    },
  };
}

/** A closer look names namespaces by their inodes, and says with `own=INODE` which one the host's own is. */
function wanted(targets: readonly string[]): { inodes: ReadonlySet<string>; own: string | null } {
  const own = targets.find((target) => target.startsWith("own="))?.slice(4) ?? null;
  return { inodes: new Set(targets), own };
}

/** The namespaces that a closer look names, on a live host or in a snapshot; those of a live host that ended are empty. */
export function tcpPlaces(root: string, targets: readonly string[]): readonly TcpPlace[] {
  const { inodes, own } = wanted(targets);
  if (root === "" || isProcfs(root)) {
    const { namespaces } = seeNamespaces("net", root);
    const there = new Map(namespaces.map((namespace) => [`${namespace.inode}`, namespace]));
    return [...inodes]
      .filter((target) => /^\d+$/.test(target))
      .map((target) => {
        const namespace = there.get(target);
        return namespace ? livePlace(namespace, root) : endedPlace(Number(target));
      });
  }
  const { namespaces } = seeFolderNamespaces("net", [root]);
  return [...inodes]
    .filter((inode) => /^-?\d+$/.test(inode))
    .map((target) => {
      const inode = Number(target);
      const known = namespaces.find((namespace) => namespace.inode === inode);
      const isOwn = target === own || (known?.own ?? false);
      const pids = known?.pids ?? [];
      return treePlace({ kind: "net", inode, own: isOwn, pids, name: known?.name ?? "" }, root);
    });
}

/**
 * Namespaces that were asked for and are not there any more: on a live host they have ended since, and their sockets with
 * them. A snapshot without their tables does not say so.
 *
 * @param read those whose tables were read.
 */
export function endedNamespaces(
  root: string,
  targets: readonly string[],
  read: readonly TcpPlace[],
): readonly number[] {
  if (root !== "" && !isProcfs(root)) return [];
  const known = new Set(read.map(({ inode }) => `${inode}`));
  return targets.filter((target) => /^\d+$/.test(target) && !known.has(target)).map(Number);
}
