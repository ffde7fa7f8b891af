import type { Says } from "#contract/message.ts";
import type { DeletedFile, Holder } from "#facts/walk/deleted-open-files.ts";
import { words } from "./messages.ts";

/** Who holds a deleted file, in words. */
export function holderSays(holder: Holder | undefined): Says {
  if (holder === undefined) return words.someone();
  const { pid, comm, container, as } = holder;
  if (pid === null)
    return as.startsWith("loop:") ? words.loop({ name: as.slice("loop:".length) }) : words.swap();
  // A number would be grouped like a count: a pid is a name.
  const slots = { comm, pid: String(pid) };
  return container === null ? words.process(slots) : words.processOf({ ...slots, container });
}

/** By what it holds the file. */
export function heldAs({ as }: Holder): Says {
  if (as.startsWith("fd:")) return words.descriptor({ number: as.slice("fd:".length) });
  if (as.startsWith("map:")) return words.mapped();
  if (as === "exe") return words.running();
  return as === "cwd" || as === "root" ? words.directory() : words.backing();
}

/** The name that the file had, from the mount point on when it lay below. */
export function nameOf({ told, inode }: DeletedFile, point: string): string {
  const path = told.find((holder) => holder.path !== "")?.path.replace(/ \(deleted\)$/, "");
  if (path === undefined) return `inode ${inode}`;
  return point !== "/" && path.startsWith(`${point}/`) ? path.slice(point.length + 1) : path;
}

/** Everything that one process or kernel object holds. */
export interface Hoard {
  readonly holder: Holder;
  readonly bytes: number;
  readonly files: readonly DeletedFile[];
}

/** Files by who holds them, the largest hoard first. A file with several holders counts for each. */
export function hoards(files: readonly DeletedFile[]): Hoard[] {
  const found = new Map<string, { holder: Holder; bytes: number; files: DeletedFile[] }>();
  for (const file of files) {
    for (const holder of file.told) {
      const key = holder.pid === null ? holder.as : String(holder.pid);
      const hoard = found.get(key) ?? { holder, bytes: 0, files: [] };
      found.set(key, hoard);
      if (hoard.files.at(-1) === file) continue;
      hoard.bytes += file.bytes;
      hoard.files.push(file);
    }
  }
  return [...found.values()].toSorted((a, b) => b.bytes - a.bytes);
}
