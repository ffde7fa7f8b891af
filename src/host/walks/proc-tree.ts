import { readdirSync, readlinkSync } from "node:fs";
import { namespaceInode } from "../namespaces.ts";
import type { Locate } from "../pattern.ts";
import { errorCode, readFile } from "../read-file.ts";
import { within } from "../within.ts";

/** What ended meanwhile, or does not let us look, or was not captured. */
function isOutOfSight(error: unknown): boolean {
  return /^E(NOENT|NOTDIR|SRCH|ACCES|PERM|INVAL|LOOP)$/.test(errorCode(error));
}

/** The processes below a root: this host's, those of a host mounted somewhere, or what a snapshot holds of them. */
export class ProcTree {
  readonly #locate: Locate;

  constructor(root: string) {
    this.#locate = root === "" ? (path) => path : within(root);
  }

  /** The text of a file; null if it is out of sight. */
  read(path: string): string | null {
    const local = this.#locate(path);
    const read = local === null ? null : readFile(local);
    return read?.status === "read" ? read.text : null;
  }

  /** Names in a directory; none if it is out of sight. */
  list(path: string): readonly string[] {
    const local = this.#locate(path);
    try {
      return local === null ? [] : readdirSync(local);
    } catch (error) {
      if (isOutOfSight(error)) return [];
      throw error;
    }
  }

  /** As {@link list}, but a directory that is there and may not be listed says so. */
  listOrDenied(path: string): readonly string[] | "denied" {
    const local = this.#locate(path);
    try {
      return local === null ? [] : readdirSync(local);
    } catch (error) {
      if (["EACCES", "EPERM"].includes(errorCode(error))) return "denied";
      if (isOutOfSight(error)) return [];
      throw error;
    }
  }

  /** The target of a link as it stands there, given its directory: only that may be reached through other links. */
  link(directory: string, name: string): string | null {
    const local = this.#locate(directory);
    try {
      return local === null ? null : readlinkSync(`${local}/${name}`);
    } catch (error) {
      if (isOutOfSight(error)) return null;
      throw error;
    }
  }

  /** Ids of processes, lowest first. */
  processes(): readonly number[] {
    return this.list("/proc")
      .filter((name) => /^[1-9]\d{0,9}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** The name of a process; empty if it is out of sight. */
  comm(pid: number): string {
    return (this.read(`/proc/${pid}/comm`) ?? "").replace(/\n$/, "");
  }

  /** The lowest process of each namespace of a kind, by the namespace's inode. */
  firstOfEach(kind: "net" | "mnt"): ReadonlyMap<number, number> {
    const first = new Map<number, number>();
    for (const pid of this.processes()) {
      const inode = namespaceInode(this.link(`/proc/${pid}/ns`, kind) ?? "");
      if (inode !== null && !first.has(inode)) first.set(inode, pid);
    }
    return first;
  }
}
