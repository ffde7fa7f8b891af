import { defineCase } from "#contract/case.ts";
import { optional, type ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import type { Evidence, Missing, Verdict } from "#contract/verdict.ts";
import { openBelow } from "#derived/user-limits-below.ts";
import inotify from "#facts/proc/sys/fs/inotify.ts";
import userLimits from "#facts/proc/sys/user.ts";
import processDescriptors from "#facts/walk/process-descriptors.ts";
import limitsBelow from "#facts/walk/user-limits.ts";
import { countEvidence, finding, FULL_RATIO, NEAR_RATIO, type Use, useOf } from "./findings.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";
import { inotifyUsers, limitOf, type Resource } from "./users.ts";

const ID = "inotify-limit";
const needs = {
  users: processDescriptors,
  initial: optional(inotify),
  own: optional(userLimits),
  below: optional(limitsBelow),
};
type Readings = ReadingsOf<typeof needs>;

const RESOURCES: readonly Resource[] = ["watches", "instances"];

function limitFor({ initial, own }: Readings, resource: Resource) {
  return limitOf(
    resource,
    own.status === "read" ? own.value : null,
    initial.status === "read" ? initial.value : null,
  );
}

/** Every user's share of every limit that is known, the fullest first. */
function usesOf(readings: Readings): readonly Use[] {
  const users = inotifyUsers(readings.users.value.users);
  const uses = RESOURCES.flatMap((resource) => {
    const limit = limitFor(readings, resource);
    return limit === null ? [] : users.map((user) => useOf(user, resource, limit));
  });
  return uses.toSorted((a, b) => b.fill - a.fill);
}

function missing(readings: Readings): Missing[] {
  const { users, initial, below } = readings;
  const { unreadable, processes, users: all } = users.value;
  const isBlind = RESOURCES.some((resource) => limitFor(readings, resource) === null);
  const ownerless = all.filter(
    ({ charged, inotifyInstances }) => charged === null && inotifyInstances > 0,
  );
  return [
    ...(isBlind ? [missingOf(inotify, initial)] : []),
    ...(processes + unreadable === 0
      ? [{ fact: processDescriptors.id, why: words.noProcesses() }]
      : []),
    ...(unreadable > 0
      ? [{ fact: processDescriptors.id, why: words.needsPtrace({ count: unreadable }) }]
      : []),
    ...(ownerless.length > 0
      ? [{ fact: processDescriptors.id, why: words.needsOwner({ count: ownerless.length }) }]
      : []),
    ...openBelow(below, (name) => name.startsWith("inotify_"), ID),
  ];
}

function absence({ users }: Readings, uses: readonly Use[]): [Evidence, ...Evidence[]] {
  const fullest = RESOURCES.flatMap(
    (resource) => uses.find((use) => use.resource === resource) ?? [],
  );
  const told = nonEmpty(fullest.map((use) => countEvidence(use, users.origin)));
  const nobody: Evidence = {
    label: words.nobodyLabel(),
    says: words.nobody(),
    observed: quantity(0, "entries"),
    origin: users.origin,
  };
  return told ? [...told] : [nobody];
}

function diagnose(readings: Readings): Verdict {
  const uses = usesOf(readings);
  const limits: Origin = readings.initial.origin;
  const told = (kind: Use[]) => nonEmpty(kind.map((use) => finding(use, readings.users, limits)));
  const present = told(uses.filter(({ fill }) => fill >= FULL_RATIO));
  if (present) return { kind: "present", findings: present };
  const latent = told(uses.filter(({ fill }) => fill >= NEAR_RATIO));
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings));
  if (lacking) return { kind: "unknown", missing: lacking };
  return { kind: "absent", evidence: absence(readings, uses) };
}

/** A user has as many inotify watches or instances as the kernel allows: programs that watch files fail to start. */
const inotifyLimit = defineCase({
  id: ID,
  title: words.title().words,
  causes: ["watches-exhausted", "instances-exhausted"],
  needsRoot: true,
  symptoms,
  needs,
  diagnose,
});

export default inotifyLimit;
