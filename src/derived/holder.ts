import type { Container } from "#facts/docker/containers.ts";
import type { Cgroup, ContainerRef } from "#text/cgroup.ts";

/** What a process is a part of: the container that a person would restart, or the process itself. */
export type Holder =
  | {
      readonly kind: "container";
      readonly pid: number;
      readonly id: string;
      /** What dockerd calls it; null for other runtimes, or when its files could not be read. */
      readonly known: Container | null;
      /** Null when the process was matched by its pid, not by its cgroup. */
      readonly ref: ContainerRef | null;
    }
  | {
      readonly kind: "process";
      readonly pid: number;
      readonly comm: string;
      /** systemd service or scope; null for none. */
      readonly unit: string | null;
    };

/**
 * The container or process that holds a pid.
 *
 * Of nested containers the innermost that a dockerd knows is taken, else the innermost. A container whose cgroup tells
 * nothing (a private cgroup namespace, `--cgroupns=host` with a parent of its own) is found by its first process.
 *
 * @param cgroup of the process; null when it could not be read.
 */
export function holderOf(
  member: { readonly pid: number; readonly comm: string },
  cgroup: Cgroup | null,
  containers: readonly Container[],
): Holder {
  const refs = cgroup?.containers ?? [];
  const byId = new Map(containers.map((container) => [container.id, container]));
  const ref = refs.find(({ id }) => byId.has(id)) ?? refs[0];
  if (ref) {
    const { id } = ref;
    return { kind: "container", pid: member.pid, id, known: byId.get(id) ?? null, ref };
  }
  const known = containers.find(({ pid, state }) => pid === member.pid && state !== "dead");
  if (known) return { kind: "container", pid: member.pid, id: known.id, known, ref: null };
  return { kind: "process", ...member, unit: cgroup?.unit ?? null };
}

/** What a person calls it: the container's name or the twelve digits of its id, else the process and its pid. */
export function holderName(holder: Holder): string {
  if (holder.kind === "process") return `${holder.comm}[${holder.pid}]`;
  return holder.known?.name || holder.id.slice(0, holder.id.length === 64 ? 12 : undefined);
}
