import { join } from "node:path";
import { statSync } from "node:fs";
import { mountsOf, type MountTable, ownProcess, processIds } from "./mount-table.ts";
import { errorCode } from "./read-file.ts";

function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino;
  } catch (error) {
    if (!["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(errorCode(error))) throw error;
    return null;
  }
}

/** A host with more mount namespaces than this is read no further: each table may have 100 000 lines. */
const MOST_NAMESPACES = 4096;

/**
 * The mount tables of the host: the operator's own first, then one for each other mount namespace with a process in it.
 *
 * @param onlyNew of the others, mounts of filesystems that the operator's own table does not show.
 */
export function mountTables(root: string, onlyNew = false): MountTable[] {
  const own = ownProcess(root);
  const seen = new Set<number | null>([null, inodeOf(join(root, `/proc/${own}/ns/mnt`))]);
  const ownMounts = mountsOf(root, own) ?? [];
  const tables: MountTable[] = [{ process: own, own: true, mounts: ownMounts }];
  const known = new Set(ownMounts.map(({ device }) => device));
  const wanted = onlyNew ? (device: string) => !known.has(device) : undefined;
  for (const pid of processIds(root)) {
    const inode = inodeOf(join(root, `/proc/${pid}/ns/mnt`));
    if (seen.has(inode) || tables.length > MOST_NAMESPACES) continue;
    const mounts = mountsOf(root, String(pid), wanted);
    if (mounts === null) continue;
    seen.add(inode);
    tables.push({ process: String(pid), own: false, mounts });
  }
  return tables;
}
