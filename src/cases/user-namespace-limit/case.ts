import { defineCase, type HostIdentity } from "#contract/case.ts";
import { optional, type ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Read } from "#contract/reading.ts";
import type { Evidence, Missing, Verdict } from "#contract/verdict.ts";
import { openBelow } from "#derived/user-limits-below.ts";
import userLimits, { type UserLimits } from "#facts/proc/sys/user.ts";
import namespaceOwners, { type NamespaceOwners } from "#facts/walk/namespace-owners.ts";
import limitsBelow from "#facts/walk/user-limits.ts";
import { isKernelBefore } from "#text/kernel-version.ts";
import { countEvidence, exhausted, forbidden, FULL_RATIO, NEAR_RATIO } from "./findings.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";
import { forbiddenKinds, usesOf } from "./uses.ts";

const ID = "user-namespace-limit";
const needs = {
  owners: namespaceOwners,
  limits: optional(userLimits),
  below: optional(limitsBelow),
};
type Readings = ReadingsOf<typeof needs>;

const TOLD = 3;

function missing({ owners: read, below }: Readings): Missing[] {
  const { owners, processes, unreadable } = read.value;
  const fact = namespaceOwners.id;
  const ownerless = owners
    .filter(({ uid }) => uid === null)
    .reduce((sum, { count }) => sum + count, 0);
  return [
    ...(processes + unreadable === 0 ? [{ fact, why: words.noProcesses() }] : []),
    ...(unreadable > 0 ? [{ fact, why: words.needsPtrace({ count: unreadable }) }] : []),
    ...(ownerless > 0 ? [{ fact, why: words.needsOwner({ count: ownerless }) }] : []),
    ...openBelow(below, (name) => name.endsWith("_namespaces"), ID),
  ];
}

function absence(
  owners: Read<NamespaceOwners>,
  limits: Read<UserLimits>,
): [Evidence, ...Evidence[]] {
  const uses = usesOf(owners.value.owners, limits.value).slice(0, TOLD);
  const none: Evidence = {
    label: words.noneLabel(),
    says: words.noneSays(),
    observed: quantity(0, "namespaces"),
    origin: owners.origin,
  };
  const [first = none, ...rest] = uses.map((use) => countEvidence(use, owners));
  const kinds = forbiddenKinds(limits.value);
  const closed: Evidence = {
    label: words.forbiddenLabel(),
    says: words.forbiddenSays({ kinds: kinds.join(" ") }),
    observed: quantity(0, "namespaces"),
    origin: limits.origin,
  };
  return [first, ...rest, ...(kinds.length > 0 ? [closed] : [])];
}

/** It has the limits of Linux 4.9, forbids user namespaces from the start, and its own programs live with that. */
const isRhel7 = ({ kernel }: HostIdentity): boolean => /^3\.10\..*\.el7/.test(kernel ?? "");

function judge(readings: Readings, limits: Read<UserLimits>, host: HostIdentity): Verdict {
  const { owners } = readings;
  const uses = usesOf(owners.value.owners, limits.value);
  const told = (least: number) =>
    uses.filter(({ fill }) => fill >= least).map((use) => exhausted(use, owners, limits.origin));
  const present = nonEmpty(told(FULL_RATIO));
  if (present) return { kind: "present", findings: present };
  const kinds = isRhel7(host) ? [] : forbiddenKinds(limits.value);
  const latent = nonEmpty([
    ...told(NEAR_RATIO),
    ...kinds.map((kind) => forbidden(kind, limits.origin)),
  ]);
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings));
  if (lacking) return { kind: "unknown", missing: lacking };
  return { kind: "absent", evidence: absence(owners, limits) };
}

function diagnose(readings: Readings, _: null, host: HostIdentity): Verdict {
  const { limits } = readings;
  if (limits.status === "read" && limits.value.size > 0) return judge(readings, limits, host);
  const isOld = isKernelBefore(host.kernel, 4, 9);
  const isSaidToLack = limits.status === "absent" || limits.status === "read";
  if ((isOld === true && !isRhel7(host)) || (isOld === null && isSaidToLack))
    return { kind: "not-applicable", says: words.noLimits() };
  return { kind: "unknown", missing: [missingOf(userLimits, limits)] };
}

/** A user has as many namespaces of a kind as the kernel allows. */
const userNamespaceLimit = defineCase({
  id: ID,
  title: words.title().words,
  causes: ["namespaces-exhausted"],
  needsRoot: true,
  symptoms,
  needs,
  diagnose,
});

export default userNamespaceLimit;
