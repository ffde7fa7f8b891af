import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import type { Namespace } from "#contract/reading.ts";
import { type Holder, holderName, holderOf } from "#derived/holder.ts";
import { words } from "./messages.ts";
import type { closerNeeds } from "./needs.ts";
import { ofNamespace } from "./rules.ts";

/** The container or process that keeps a namespace; null for the host's own and for one without processes. */
export function keeperOf(
  closer: ReadingsOf<typeof closerNeeds> | null,
  namespace: Namespace,
): Holder | null {
  const [pid] = namespace.pids;
  if (!closer || namespace.own || pid === undefined) return null;
  const cgroup = ofNamespace(closer.cgroups, namespace);
  const { containers } = closer;
  return holderOf(
    { pid, comm: namespace.name },
    cgroup?.status === "read" ? cgroup.value : null,
    containers.status === "read" ? containers.value : [],
  );
}

/** A word that a shell takes as it is: `host`, or the container, process or name of the namespace with its inode. */
export function subjectName({ own, name, inode }: Namespace, keeper: Holder | null): string {
  if (own) return "host";
  const known = keeper?.kind === "container" ? holderName(keeper) : name;
  const plain = known.replace(/[^\w.-]+/g, "_");
  return `${plain === "" ? "netns" : plain}@${inode}`;
}

/** Where the namespace is, in words. */
export function placeSays({ own, name, pids }: Namespace, keeper: Holder | null): Says {
  const pid = `${pids[0] ?? ""}`;
  if (own) return words.hostNamespace();
  if (pid === "") return words.namespaceByName({ name });
  if (keeper?.kind !== "container") return words.namespaceOfProcess({ name, pid });
  const container = holderName(keeper);
  const pod = keeper.ref?.pod ?? null;
  return pod === null
    ? words.namespaceOfContainer({ container, name, pid })
    : words.namespaceOfPod({ container, pod, name, pid });
}
