import type { Remedy } from "#contract/remedy.ts";
import { userSays } from "#derived/descriptor-user.ts";
import { words } from "./messages.ts";
import type { InotifyUser, Resource, ResourceLimit } from "./users.ts";

/** What editors and Kubernetes distributions ask for; from there on, twice what there is. */
const USUAL = { watches: 524_288, instances: 1024 } as const;

const sysctlName = (path: string): string => path.replace("/proc/sys/", "").replaceAll("/", ".");

/** Raises the limit for all users, and asks whether the largest holder needs what it has. */
export function remedies(
  resource: Resource,
  limit: ResourceLimit,
  { holders: [most] }: InotifyUser,
): readonly Remedy[] {
  const value = Math.max(USUAL[resource], limit.value * 2);
  const name = sysctlName(limit.path);
  return [
    {
      id: resource === "watches" ? "raise-watches" : "raise-instances",
      risk: "none",
      lasts: "until-reboot",
      says: resource === "watches" ? words.raiseWatches() : words.raiseInstances(),
      steps: [
        {
          kind: "write",
          path: limit.path,
          value: String(value),
          previous: String(limit.value),
          says: words.raiseStep({ value }),
        },
        { kind: "advise", says: words.keep({ name, value: String(value) }) },
        ...(most
          ? [{ kind: "advise", says: words.look({ holder: userSays(most) }) } as const]
          : []),
      ],
    },
  ];
}
