import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { namespaceInode } from "../namespaces.ts";
import { errorCode, readFile } from "../read-file.ts";

/** Processes whose directories lie below `root`/proc, lowest first; none where there is no /proc. */
export function processIds(root: string): number[] {
  try {
    return readdirSync(join(root, "/proc"))
      .filter((name) => /^[1-9]\d{0,9}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return [];
    throw error;
  }
}

/** A link below /proc/PID, or null if the process ended or does not let us look. */
export function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

/** The name of a process; empty if it ended. */
export function commOf(root: string, pid: number): string {
  const read = readFile(join(root, `/proc/${pid}/comm`));
  return read.status === "read" ? read.text.replace(/\n$/, "") : "";
}

/** The lowest process of each namespace of a kind that lets us look, by the namespace's inode. */
export function firstOfEach(root: string, kind: "net" | "mnt"): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const pid of processIds(root)) {
    const inode = namespaceInode(linkOf(join(root, `/proc/${pid}/ns/${kind}`)) ?? "");
    if (inode !== null && !first.has(inode)) first.set(inode, pid);
  }
  return first;
}
