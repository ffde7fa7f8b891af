import type { Says } from "#contract/message.ts";
import type { Namespace, Reading } from "#contract/reading.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Subject } from "#contract/verdict.ts";
import { type Holder, holderName, holderOf } from "#derived/holder.ts";
import type { Container } from "#facts/docker/containers.ts";
import type { Cgroup } from "#text/cgroup.ts";
import { words } from "./messages.ts";
import type { NamespaceTable } from "./tables.ts";

/** Who a mount namespace belongs to. Of a namespace that was captured without its processes nothing is known. */
export type Owner =
  | { readonly kind: "host" }
  | { readonly kind: "untold"; readonly namespace: Namespace }
  | Holder;

/** What tells of owners: read when something was found. */
export interface OwnerSight {
  readonly cgroups: ReadonlyMap<number, Reading<Cgroup>>;
  readonly containers: Reading<readonly Container[]> | null;
}

/** Where pid 1 lives in a mount namespace of its own, the kernel's threads still live in the first. */
const KTHREADD = 2;

export function ownerOf(namespace: Namespace, sight: OwnerSight): Owner {
  const [pid] = namespace.pids;
  if (namespace.own && (pid === undefined || pid <= KTHREADD)) return { kind: "host" };
  if (pid === undefined) return { kind: "untold", namespace };
  const cgroup = sight.cgroups.get(namespace.inode);
  const known = sight.containers?.status === "read" ? sight.containers.value : [];
  // Read of this very process when the namespace is its own, which says nothing of the others in it.
  const told = cgroup?.status === "read" && !namespace.own ? cgroup.value : null;
  return holderOf({ pid, comm: namespace.name }, told, known);
}

/** `mnt:[4026532248]`; by a process in a snapshot that numbers no namespaces; null for the host's own in such a one. */
export function namespaceLabel({ inode, pids }: Namespace): string | null {
  if (inode > 0) return `mnt:[${inode}]`;
  return inode < 0 && pids[0] !== undefined ? `pid ${pids[0]}` : null;
}

/** One word for the owner: the container's name, `comm[pid]`, `host`, or the namespace itself. */
function ownerName(owner: Owner): string {
  if (owner.kind === "host") return "host";
  return owner.kind === "untold" ? (namespaceLabel(owner.namespace) ?? "") : holderName(owner);
}

export function ownerSays(owner: Owner): Says {
  if (owner.kind === "host") return words.host();
  const name = ownerName(owner);
  return owner.kind === "container" ? words.container({ name }) : words.process({ name });
}

export const subjectOf = (owner: Owner): Subject => ({
  kind: "mount-namespace",
  name: ownerName(owner),
});

function heldSays(owner: Holder): Says {
  const pid = String(owner.pid);
  if (owner.kind === "process") {
    const { comm, unit } = owner;
    return unit === null ? words.heldProcess({ comm, pid }) : words.heldUnit({ comm, pid, unit });
  }
  const name = holderName(owner);
  const pod = owner.ref?.pod ?? null;
  return pod === null
    ? words.heldContainer({ name, id: owner.id.slice(0, 12), pid })
    : words.heldPod({ name, pod, pid });
}

/** Which container or process keeps the namespace, and which of its binds brought the host's mounts in. */
export function ownerEvidence(
  owner: Owner,
  table: NamespaceTable,
  sight: OwnerSight,
): readonly Evidence[] {
  if (owner.kind === "host" || owner.kind === "untold") return [];
  const cgroup = sight.cgroups.get(table.namespace.inode);
  const known = owner.kind === "container" ? owner.known : null;
  const origin =
    known && sight.containers?.status === "read"
      ? originAt(sight.containers, { source: known.path })
      : (cgroup?.origin ?? table.reading.origin);
  const held: Evidence = {
    label: words.heldLabel(),
    says: heldSays(owner),
    observed: holderName(owner),
    origin,
  };
  return [held, ...bindEvidence(known, table, sight)];
}

function bindEvidence(
  known: Container | null,
  { nesting, reading }: NamespaceTable,
  { containers }: OwnerSight,
): readonly Evidence[] {
  const top = nesting ? reading.value.point(nesting.top) : null;
  const bind = known?.mounts.find(
    ({ type, destination }) => type === "bind" && isUnder(top, destination),
  );
  if (!known || !bind || containers?.status !== "read") return [];
  const { source, destination, propagation } = bind;
  const origin = originAt(containers, { source: known.path });
  const says = words.bindSays({ source, destination, propagation });
  return [{ label: words.bindLabel(), says, observed: `${source}:${destination}`, origin }];
}

function isUnder(path: string | null, directory: string): boolean {
  return path !== null && (path === directory || path.startsWith(`${directory}/`));
}
