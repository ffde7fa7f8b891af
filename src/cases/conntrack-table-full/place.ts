import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Subject } from "#contract/verdict.ts";
import { holderName, holderOf } from "#derived/holder.ts";
import { words } from "./messages.ts";
import type { closerNeeds } from "./needs.ts";

type Closer = ReadingsOf<typeof closerNeeds> | null;

/** The container that a namespace belongs to; null for the host's own, and for one of a plain process. */
function containerOf(namespace: Namespace, closer: Closer): string | null {
  const [pid] = namespace.pids;
  if (!closer || namespace.own || pid === undefined) return null;
  const cgroup = closer.cgroups.readings.find((each) => each.namespace.inode === namespace.inode);
  const { containers } = closer;
  const holder = holderOf(
    { pid, comm: namespace.name },
    cgroup?.reading.status === "read" ? cgroup.reading.value : null,
    containers.status === "read" ? containers.value : [],
  );
  return holder.kind === "container" ? holderName(holder) : null;
}

/** Where a table is, in words. */
export function placeOf(namespace: Namespace, closer: Closer): Says {
  const { own, name, pids } = namespace;
  const [pid] = pids;
  if (own) return words.host();
  if (pid === undefined) return words.namespaceByName({ name });
  const container = containerOf(namespace, closer);
  return container === null
    ? words.namespace({ name, pid: String(pid) })
    : words.container({ container });
}

/** `host`, or the container, process or name of the namespace with its inode: a word that a shell takes as it is. */
export function subjectOf(namespace: Namespace, closer: Closer): Subject {
  const { own, name, inode } = namespace;
  const known = (containerOf(namespace, closer) ?? name).replace(/[^\w.-]+/g, "_");
  const label = own ? "host" : `${known === "" ? "netns" : known}@${inode}`;
  return { kind: "network-namespace", name: label };
}
