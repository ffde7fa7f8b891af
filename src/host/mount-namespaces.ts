import { join } from "node:path";
import { statSync } from "node:fs";
import { mountsOf, type MountTable, ownProcess, processIds } from "./mount-table.ts";
import type { Tables } from "./attribution.ts";
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

/** The operator's own mount table. */
export function ownTable(root: string): MountTable {
  const own = ownProcess(root);
  return { process: own, own: true, mounts: mountsOf(root, own) ?? [] };
}

/**
 * The mount tables of the other mount namespaces that have a process in them.
 *
 * @param wanted tells by the device which of their mounts are worth decoding.
 */
export function otherTables(root: string, wanted: (device: string) => boolean): MountTable[] {
  const own = ownProcess(root);
  const seen = new Set<number | null>([null, inodeOf(join(root, `/proc/${own}/ns/mnt`))]);
  const tables: MountTable[] = [];
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

/** All mounts of a table of which only some were decoded. */
export function wholeTable(root: string, table: MountTable): MountTable {
  return table.own ? table : { ...table, mounts: mountsOf(root, table.process) ?? table.mounts };
}

/** The tables of a host that {@link Attribution} looks into. */
export function lazyTables(root: string, isAskedFor: (device: string) => boolean): Tables {
  const own = ownTable(root);
  let others: readonly MountTable[] | undefined;
  const whole = new Map<string, MountTable>();
  return {
    own,
    others(device) {
      others ??= otherTables(root, isAskedFor);
      return others.flatMap((table) =>
        table.mounts.filter((mount) => mount.device === device).map((mount) => ({ table, mount })),
      );
    },
    whole(table) {
      const known = whole.get(table.process) ?? wholeTable(root, table);
      whole.set(table.process, known);
      return known;
    },
  };
}
