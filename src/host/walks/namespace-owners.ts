import { formatRecord } from "#text/record.ts";
import { namespaceInode } from "../namespaces.ts";
import { maySeeAll } from "../privilege.ts";
import { unlisted } from "../procfs.ts";
import { chargedForNamespace, chargedForUserNamespace } from "../user-namespaces.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** By the names of their links; the limits in `/proc/sys/user/` are named `max_KIND_namespaces`. */
const KINDS = ["user", "mnt", "net", "pid", "ipc", "uts", "cgroup", "time"] as const;
type Kind = (typeof KINDS)[number];
const HOLDERS_TOLD = 5;

interface Owner {
  readonly kind: Kind;
  readonly uid: number | null;
  count: number;
  /** Namespaces by the name of the lowest process in each. */
  readonly holders: Map<string, { pid: number; count: number }>;
}

/** Whom the kernel charges; of a snapshot, the user of the lowest process in the namespace. */
function chargedOf(proc: ProcTree, pid: number, kind: Kind, isLive: boolean): number | null {
  const path = `/proc/${pid}/ns/${kind}`;
  if (isLive) return kind === "user" ? chargedForUserNamespace(path) : chargedForNamespace(path);
  const uid = /^Uid:\s+(\d+)/m.exec(proc.read(`/proc/${pid}/status`) ?? "")?.[1];
  return uid === undefined ? null : Number(uid);
}

class Owners {
  readonly #proc: ProcTree;
  readonly #isLive: boolean;
  readonly #seen = new Set<string>();
  readonly #owners = new Map<string, Owner>();

  constructor(proc: ProcTree, isLive: boolean) {
    this.#proc = proc;
    this.#isLive = isLive;
    // The namespaces that the reader is in are not made by anybody whom its own limits count.
    const own = isLive ? "self" : "1";
    for (const kind of KINDS) this.#seen.add(`${kind} ${this.#inode(own, kind)}`);
  }

  #inode(pid: string | number, kind: Kind): number | null {
    return namespaceInode(this.#proc.link(`/proc/${pid}/ns`, kind) ?? "");
  }

  /** @returns whether the process could be looked into. */
  take(pid: number): boolean {
    let isSeen = false;
    for (const kind of KINDS) {
      const inode = this.#inode(pid, kind);
      if (inode === null) continue;
      isSeen = true;
      const key = `${kind} ${inode}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#count(pid, kind);
    }
    return isSeen;
  }

  #count(pid: number, kind: Kind): void {
    const uid = chargedOf(this.#proc, pid, kind, this.#isLive);
    const key = `${kind} ${uid}`;
    const owner = this.#owners.get(key) ?? { kind, uid, count: 0, holders: new Map() };
    owner.count++;
    const comm = this.#proc.comm(pid);
    const holder = owner.holders.get(comm) ?? { pid, count: 0 };
    holder.count++;
    owner.holders.set(comm, holder);
    this.#owners.set(key, owner);
  }

  lines(): string[] {
    return [...this.#owners.values()].flatMap(({ kind, uid, count, holders }) => [
      formatRecord("namespaces", { kind, uid, count }),
      ...[...holders]
        .toSorted(([, a], [, b]) => b.count - a.count)
        .slice(0, HOLDERS_TOLD)
        .map(([comm, holder]) => formatRecord("holder", { kind, uid, comm, ...holder })),
    ]);
  }
}

/**
 * How many namespaces of each kind each user is charged for.
 *
 * `namespaces kind= uid= count=`, each followed by `holder kind= uid= comm= pid= count=` for the names of the processes
 * that most of them hold; no `uid` where it cannot be told. Then `seen processes= unreadable= refused=`. Only namespaces
 * with a process are seen: one that a mount or a descriptor keeps is not.
 *
 * @see namespaces(7), ioctl_ns(2), linux kernel/ucount.c
 */
const namespaceOwners: Walk = {
  name: "namespace-owners",
  onTree: true,
  run({ root }) {
    const proc = new ProcTree(root);
    const isLive = root === "";
    const owners = new Owners(proc, isLive);
    const pids = proc.processes();
    let [processes, hidden] = [0, unlisted(pids, root)];
    for (const pid of pids) {
      if (owners.take(pid)) processes++;
      else if (proc.read(`/proc/${pid}/stat`) !== null || !isLive) hidden++;
    }
    const unseen =
      isLive && maySeeAll()
        ? { unreadable: 0, refused: hidden }
        : { unreadable: hidden, refused: 0 };
    const lines = [...owners.lines(), formatRecord("seen", { processes, ...unseen })];
    return lines.map((line) => `${line}\n`).join("");
  },
};

export default namespaceOwners;
