import type { ProcTree } from "./proc-tree.ts";

/** A descriptor through which a process holds a socket. */
export interface SocketHolder {
  readonly pid: number;
  readonly fd: number;
}

export interface SocketHolders {
  /** By the socket's inode: each process once, lowest first, cut at 16. */
  readonly of: ReadonlyMap<number, readonly SocketHolder[]>;
  /** Processes whose descriptors may not be seen. */
  readonly unreadable: number;
}

const HOLDERS_KEPT = 16;

/** Who holds some sockets. Reads every descriptor of the host, and none if no socket is wanted. */
export function socketHolders(proc: ProcTree, wanted: ReadonlySet<number>): SocketHolders {
  const found = new Map<number, SocketHolder[]>();
  let unreadable = 0;
  if (wanted.size === 0) return { of: found, unreadable };
  for (const pid of proc.processes()) {
    const place = `/proc/${pid}/fd`;
    const names = proc.listOrDenied(place);
    if (names === "denied") {
      unreadable++;
      continue;
    }
    for (const name of names) {
      const link = proc.link(place, name);
      if (!link?.startsWith("socket:[")) continue;
      const inode = Number(link.slice(8, -1));
      if (!wanted.has(inode)) continue;
      const known = found.get(inode) ?? [];
      if (known.length < HOLDERS_KEPT && known.at(-1)?.pid !== pid)
        found.set(inode, [...known, { pid, fd: Number(name) }]);
    }
  }
  return { of: found, unreadable };
}
