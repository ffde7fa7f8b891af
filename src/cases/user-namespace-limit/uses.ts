import type { UserLimits } from "#facts/proc/sys/user.ts";
import type { NamespaceOwner } from "#facts/walk/namespace-owners.ts";

/** Namespaces of one kind that one user has, against the limit. */
export interface Use {
  readonly owner: NamespaceOwner;
  readonly uid: number;
  readonly limit: number;
  readonly fill: number;
}

const limitName = (kind: string): string => `${kind}_namespaces`;
export const limitPath = (kind: string): string => `/proc/sys/user/max_${limitName(kind)}`;

/** Every user's share of every limit, the fullest first. Namespaces that are nobody's for all that is known are left out. */
export function usesOf(owners: readonly NamespaceOwner[], limits: UserLimits): readonly Use[] {
  const uses = owners.flatMap((owner): Use[] => {
    const limit = limits.get(limitName(owner.kind));
    if (limit === undefined || owner.uid === null || owner.count === 0) return [];
    return [{ owner, uid: owner.uid, limit, fill: limit === 0 ? 1 : owner.count / limit }];
  });
  return uses.toSorted((a, b) => b.fill - a.fill);
}

/** Kinds of which nobody may make any. */
export function forbiddenKinds(limits: UserLimits): readonly string[] {
  return [...limits].flatMap(([name, limit]) => {
    const kind = /^(\w+)_namespaces$/.exec(name)?.[1];
    return limit === 0 && kind !== undefined ? [kind] : [];
  });
}
