import type { ReadingsOf } from "#contract/fact.ts";
import type { AcrossNamespaces, Read } from "#contract/reading.ts";
import { type Holder, holderOf } from "#derived/holder.ts";
import { inNamespace } from "#derived/netns.ts";
import type { Listener } from "#facts/walk/listen-queues.ts";
import type { closerNeeds, Counters } from "./needs.ts";
import { type Queue, queuesOf } from "./queue.ts";

type Closer = ReadingsOf<typeof closerNeeds>;

/** All that is known of the listening sockets of one network namespace. */
export interface Scene {
  readonly counters: Counters;
  /** Null: not looked into, or not read. */
  readonly queues: readonly Queue[] | null;
  readonly at: string;
  readonly somaxconn: Read<number> | null;
  readonly abort: Read<number> | null;
  readonly syncookies: Read<number> | null;
  readonly synBacklog: Read<number> | null;
  readonly closer: Closer | null;
}

function readOf(
  across: AcrossNamespaces<number> | undefined,
  { namespace }: Counters,
): Read<number> | null {
  const reading = inNamespace(across, namespace);
  return reading?.status === "read" ? reading : null;
}

export function sceneOf(counters: Counters, closer: Closer | null): Scene {
  const read = closer?.queues.status === "read" ? closer.queues : null;
  const { inode } = counters.namespace;
  const isSeen = read?.value.namespaces.has(inode) ?? false;
  return {
    counters,
    queues:
      read && isSeen ? queuesOf(read).filter(({ listener }) => listener.netns === inode) : null,
    at: read?.origin.at ?? "",
    somaxconn: readOf(closer?.somaxconn, counters),
    abort: readOf(closer?.abort, counters),
    syncookies: readOf(closer?.syncookies, counters),
    synBacklog: readOf(closer?.synBacklog, counters),
    closer,
  };
}

/** Whose a listener is. */
export function keeperOfListener({ closer }: Scene, { pid, comm }: Listener): Holder | null {
  if (!closer || pid === null) return null;
  const { cgroups, containers } = closer;
  const cgroup = cgroups.status === "read" ? (cgroups.value.get(pid) ?? null) : null;
  return holderOf({ pid, comm }, cgroup, containers.status === "read" ? containers.value : []);
}
