import { quantity, ratio } from "#contract/quantity.ts";
import { type Origin, originAt, type Read } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { NamespaceOwners } from "#facts/walk/namespace-owners.ts";
import { words } from "./messages.ts";
import { raise } from "./remedy.ts";
import { limitPath, type Use } from "./uses.ts";

/** Ours: the next sandbox fails. */
export const FULL_RATIO = 0.95;
/** Ours: worth a look. */
export const NEAR_RATIO = 0.8;

const namespaces = (value: number) => quantity(value, "namespaces");

export function countEvidence(
  { owner, uid, limit, fill }: Use,
  read: Read<NamespaceOwners>,
): Evidence {
  const { kind, count, line } = owner;
  const share = fill >= FULL_RATIO || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  return {
    label: words.countLabel({ kind, uid: String(uid) }),
    says: words.countSays({ count, limit, fill: ratio(fill) }),
    observed: namespaces(count),
    limit: {
      op: fill >= share ? ">=" : "<",
      than: namespaces(Math.ceil(limit * share)),
      because: words.because(),
    },
    origin: originAt(read, { line }),
  };
}

function limitEvidence(kind: string, limit: number, origin: Origin): Evidence {
  return {
    label: words.limitLabel(),
    says: words.limitSays({ count: limit, name: limitPath(kind) }),
    observed: namespaces(limit),
    origin: { ...origin, source: limitPath(kind) },
  };
}

export function exhausted(use: Use, read: Read<NamespaceOwners>, limits: Origin): Finding {
  const { owner, limit, fill } = use;
  const { kind, count, holders } = owner;
  const uid = String(use.uid);
  return {
    cause: "namespaces-exhausted",
    subject: { kind: "user", name: uid },
    certainty: "confirmed",
    severity: fill >= 1 ? "critical" : "warning",
    says:
      fill >= 1
        ? words.full({ uid, kind, count, limit })
        : words.near({ uid, kind, count, fill: ratio(fill) }),
    evidence: [
      countEvidence(use, read),
      limitEvidence(kind, limit, limits),
      ...holders.map((holder): Evidence => ({
        label: words.holderLabel(),
        says: words.holderSays({
          count: holder.count,
          name: holder.comm,
          pid: String(holder.pid),
        }),
        observed: namespaces(holder.count),
        origin: originAt(read, { line: holder.line }),
      })),
    ],
    remedies: raise(kind, limit, holders[0]?.comm ?? null),
  };
}

/** Nobody may make any. Whether somebody wants to, no counter tells. */
export function forbidden(kind: string, limits: Origin): Finding {
  return {
    cause: "namespaces-exhausted",
    subject: { kind: "user", name: "*" },
    certainty: "confirmed",
    severity: "warning",
    says: words.forbidden({ kind }),
    evidence: [limitEvidence(kind, 0, limits)],
    remedies: raise(kind, 0, null),
  };
}
