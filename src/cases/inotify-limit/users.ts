import type { UserLimits } from "#facts/proc/sys/user.ts";
import type { InotifyLimits } from "#facts/proc/sys/fs/inotify.ts";
import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";

/** What the kernel counts for each user. */
export type Resource = "watches" | "instances";

/** All that one user holds, the largest holder first. */
export interface InotifyUser {
  readonly uid: number;
  readonly watches: number;
  readonly instances: number;
  readonly holders: readonly DescriptorUser[];
}

/** A limit, and the file that sets it. */
export interface ResourceLimit {
  readonly value: number;
  readonly path: string;
}

/** Users by the sum of what their processes hold. Processes whose user is not told are left out. */
export function inotifyUsers(all: readonly DescriptorUser[]): readonly InotifyUser[] {
  const holders = all.filter(({ inotifyInstances }) => inotifyInstances > 0);
  const byUser = Map.groupBy(holders, ({ charged }) => charged);
  return [...byUser].flatMap(([uid, own]): InotifyUser[] => {
    if (uid === null) return [];
    const sum = (of: (user: DescriptorUser) => number): number =>
      own.reduce((total, user) => total + of(user), 0);
    return [
      {
        uid,
        watches: sum((user) => user.inotifyWatches),
        instances: sum((user) => user.inotifyInstances),
        holders: own.toSorted(
          (a, b) => b.inotifyWatches - a.inotifyWatches || b.inotifyInstances - a.inotifyInstances,
        ),
      },
    ];
  });
}

/**
 * The limit of the user namespace that is read, else of the initial one; they are one value there.
 * @returns null if neither is known.
 */
export function limitOf(
  resource: Resource,
  own: UserLimits | null,
  initial: InotifyLimits | null,
): ResourceLimit | null {
  const value = own?.get(`inotify_${resource}`);
  const first = initial?.[resource] ?? null;
  const path = `/proc/sys/fs/inotify/max_user_${resource}`;
  if (value !== undefined && (first === null || value < first))
    return { value, path: `/proc/sys/user/max_inotify_${resource}` };
  return first === null ? null : { value: first, path };
}
