import { defineCase } from "#contract/case.ts";
import { optional, type ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Finding, Missing, Verdict } from "#contract/verdict.ts";
import fileNr from "#facts/proc/sys/fs/file-nr.ts";
import processDescriptors from "#facts/walk/process-descriptors.ts";
import {
  FULL_RATIO,
  limitEvidence,
  NEAR_RATIO,
  processFinding,
  systemEvidence,
  systemFill,
  systemFinding,
} from "./findings.ts";
import { fillOf } from "./fill.ts";
import { userSays } from "#derived/descriptor-user.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";

const needs = { handles: optional(fileNr), users: optional(processDescriptors) };
type Readings = ReadingsOf<typeof needs>;

/** Processes told one by one, the fullest first: a leak that many workers share is one story. */
const MOST_FINDINGS = 8;

function findings({ handles, users }: Readings, least: number, below: number): Finding[] {
  const isAsked = (fill: number | null): boolean => fill !== null && fill >= least && fill < below;
  const read = users.status === "read" ? users : null;
  const system =
    handles.status === "read" && isAsked(systemFill(handles.value))
      ? [systemFinding(handles, read)]
      : [];
  const full = (read?.value.users ?? [])
    .filter((user) => isAsked(fillOf(user)))
    .toSorted((a, b) => (fillOf(b) ?? 0) - (fillOf(a) ?? 0))
    .slice(0, MOST_FINDINGS);
  return [...system, ...(read ? full.map((user) => processFinding(user, read)) : [])];
}

function missing({ handles, users }: Readings): Missing[] {
  const unreadable = users.status === "read" ? users.value.unreadable : 0;
  const isEmpty = users.status === "read" && users.value.processes + unreadable === 0;
  return [
    ...(handles.status === "read" ? [] : [missingOf(fileNr, handles)]),
    ...(users.status === "read" ? [] : [missingOf(processDescriptors, users)]),
    ...(isEmpty ? [{ fact: processDescriptors.id, why: words.noProcesses() }] : []),
    ...(unreadable > 0
      ? [{ fact: processDescriptors.id, why: words.needsPtrace({ count: unreadable }) }]
      : []),
  ];
}

function absence({ handles, users }: Readings): Evidence[] {
  if (handles.status !== "read" || users.status !== "read") return [];
  const [nearest] = users.value.users.toSorted((a, b) => (fillOf(b) ?? 0) - (fillOf(a) ?? 0));
  const label = words.nearestLabel();
  if (nearest === undefined) {
    const none = { label, says: words.nobodyNear(), observed: quantity(0, "files") };
    return [systemEvidence(handles), { ...none, origin: users.origin }];
  }
  const { descriptors: count, soft } = nearest;
  const slots = { holder: userSays(nearest), count, fill: ratio(fillOf(nearest) ?? 0) };
  return [
    systemEvidence(handles),
    {
      ...(soft === null ? {} : limitEvidence(nearest, users)),
      label,
      says: soft === null ? words.mostSays(slots) : words.nearestSays({ ...slots, limit: soft }),
      observed: quantity(count, "files"),
      origin: originAt(users, { line: nearest.line }),
    },
  ];
}

function diagnose(readings: Readings): Verdict {
  const present = nonEmpty(findings(readings, FULL_RATIO, Number.POSITIVE_INFINITY));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(findings(readings, NEAR_RATIO, FULL_RATIO));
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings));
  if (lacking) return { kind: "unknown", missing: lacking };
  const evidence = nonEmpty(absence(readings));
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "unknown", missing: [{ fact: processDescriptors.id, why: words.nobodyNear() }] };
}

/** Open files have come to a limit: that of one process, or that of the host. */
const fileHandleExhaustion = defineCase({
  id: "file-handle-exhaustion",
  title: words.title().words,
  causes: ["system-limit", "process-limit"],
  needsRoot: true,
  symptoms,
  needs,
  diagnose,
});

export default fileHandleExhaustion;
