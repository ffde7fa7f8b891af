import { quantity, ratio } from "#contract/quantity.ts";
import { type Origin, originAt, type Read } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { DescriptorUsers } from "#facts/walk/process-descriptors.ts";
import { userName } from "#derived/descriptor-user.ts";
import { words } from "./messages.ts";
import { remedies } from "./remedy.ts";
import type { InotifyUser, Resource, ResourceLimit } from "./users.ts";

/** Ours: the next program that watches a tree fails. */
export const FULL_RATIO = 0.95;
/** Ours: worth a look. */
export const NEAR_RATIO = 0.8;
const HOLDERS_TOLD = 5;

/** What one user holds of one resource, against its limit. */
export interface Use {
  readonly user: InotifyUser;
  readonly resource: Resource;
  readonly limit: ResourceLimit;
  readonly fill: number;
}

export const useOf = (user: InotifyUser, resource: Resource, limit: ResourceLimit): Use => ({
  user,
  resource,
  limit,
  // A limit of 0 is full for whoever has any, and forbids the rest.
  fill: limit.value === 0 ? 1 : user[resource] / limit.value,
});

const entries = (value: number) => quantity(value, "entries");

export function countEvidence({ user, resource, limit, fill }: Use, origin: Origin): Evidence {
  const uid = String(user.uid);
  const isWatches = resource === "watches";
  const share = fill >= FULL_RATIO || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  return {
    label: isWatches ? words.watchesLabel({ uid }) : words.instancesLabel({ uid }),
    says: words.countSays({ count: user[resource], limit: limit.value, fill: ratio(fill) }),
    observed: entries(user[resource]),
    limit: {
      op: fill >= share ? ">=" : "<",
      than: entries(Math.ceil(limit.value * share)),
      because: isWatches ? words.becauseWatches() : words.becauseInstances(),
    },
    origin,
  };
}

function holderEvidence({ user: { uid, holders } }: Use, read: Read<DescriptorUsers>): Evidence {
  return {
    label: words.processes({ uid: String(uid) }),
    says: words.processesSays({ count: holders.length }),
    observed: quantity(holders.length, "processes"),
    origin: read.origin,
    items: holders.slice(0, HOLDERS_TOLD * 4).map((holder) => ({
      name: userName(holder),
      says: words.holderSays({
        watches: holder.inotifyWatches,
        instances: holder.inotifyInstances,
      }),
      quantities: [entries(holder.inotifyWatches), entries(holder.inotifyInstances)],
      origin: originAt(read, { line: holder.line }),
    })),
  };
}

function limitEvidence({ limit }: Use, origin: Origin): Evidence {
  return {
    label: words.limitLabel(),
    says: words.limitSays({ count: limit.value, name: limit.path }),
    observed: entries(limit.value),
    origin: { ...origin, source: limit.path },
  };
}

export function finding(use: Use, read: Read<DescriptorUsers>, limits: Origin): Finding {
  const { user, resource, limit, fill } = use;
  const slots = {
    uid: String(user.uid),
    count: user[resource],
    limit: limit.value,
    fill: ratio(fill),
  };
  const isWatches = resource === "watches";
  const full = isWatches ? words.watchesFull : words.instancesFull;
  const near = isWatches ? words.watchesNear : words.instancesNear;
  return {
    cause: isWatches ? "watches-exhausted" : "instances-exhausted",
    subject: { kind: "user", name: String(user.uid) },
    certainty: "confirmed",
    severity: fill >= 1 ? "critical" : "warning",
    says: fill >= 1 ? full(slots) : near(slots),
    evidence: [
      countEvidence(use, read.origin),
      holderEvidence(use, read),
      limitEvidence(use, limits),
    ],
    remedies: remedies(resource, limit, user),
  };
}
