import { defineCase } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding, Verdict } from "#contract/verdict.ts";
import filesystemRoom from "#facts/walk/filesystem-room.ts";
import { filesystemSuspects } from "./filesystems.ts";
import { kernelSuspects } from "./kernel-resources.ts";
import { words } from "./messages.ts";
import { needs } from "./needs.ts";
import { btrfsEvidence, directorySuspects, thinPoolSuspects } from "./storage.ts";
import { FULL_RATIO, NEAR_RATIO, type Suspect } from "./suspect.ts";
import { symptoms } from "./symptoms.ts";

type Readings = ReadingsOf<typeof needs>;

/** What ENOSPC may be about and other cases look into, each with its own evidence. */
const ELSEWHERE =
  "inode-exhaustion mount-table-leak inotify-limit user-namespace-limit disk-usage-gap overlay2-layer-leak";

function suspectsOf(readings: Readings): readonly Suspect[] {
  const { rooms } = readings;
  const all = [
    ...(rooms.status === "read" ? filesystemSuspects(rooms) : []),
    ...thinPoolSuspects(readings),
    ...directorySuspects(readings),
    ...kernelSuspects(readings),
  ];
  return all.toSorted((a, b) => b.fill - a.fill);
}

/** What this case cannot see, so that nobody takes it for checked. */
function uncheckedEvidence({ rooms }: Readings): Evidence[] {
  const { origin } = rooms;
  const quotas = rooms.status === "read" ? rooms.value.filter(({ hasQuotas }) => hasQuotas) : [];
  const points = quotas.map(({ point }) => point).join(" ");
  return [
    ...(quotas.length > 0
      ? [
          {
            label: words.quotaLabel(),
            says: words.quotaSays({ points }),
            observed: quantity(quotas.length, "entries"),
            origin,
          },
        ]
      : []),
    {
      label: words.elsewhereLabel(),
      says: words.elsewhereSays({ cases: ELSEWHERE }),
      observed: "-",
      origin,
    },
    { label: words.uncheckedLabel(), says: words.uncheckedSays(), observed: "-", origin },
  ];
}

function findingOf(suspect: Suspect, readings: Readings): Finding {
  const { cause, subject, fill, says, evidence, remedies } = suspect;
  const beside = cause === "btrfs-metadata-full" ? btrfsEvidence(readings) : [];
  return {
    cause,
    subject,
    certainty: "confirmed",
    severity: fill >= 1 ? "critical" : "warning",
    says,
    evidence: [...evidence, ...beside, ...uncheckedEvidence(readings)],
    remedies,
  };
}

function diagnose(readings: Readings): Verdict {
  const suspects = suspectsOf(readings);
  const told = (some: readonly Suspect[]) =>
    nonEmpty(some.map((suspect) => findingOf(suspect, readings)));
  const present = told(suspects.filter(({ fill }) => fill >= FULL_RATIO));
  if (present) return { kind: "present", findings: present };
  const latent = told(suspects.filter(({ fill }) => fill >= NEAR_RATIO));
  if (latent) return { kind: "latent", findings: latent };
  const { rooms } = readings;
  if (rooms.status !== "read")
    return { kind: "unknown", missing: [missingOf(filesystemRoom, rooms)] };
  const [first, ...rest] = [
    ...suspects.flatMap(({ evidence }) => evidence.slice(0, 1)),
    ...uncheckedEvidence(readings),
  ];
  return first
    ? { kind: "absent", evidence: [first, ...rest] }
    : { kind: "unknown", missing: [{ fact: filesystemRoom.id, why: words.nothingSeen() }] };
}

/** Everything that returns ENOSPC and has no case of its own: which of these is used up. */
const spaceExhaustion = defineCase({
  id: "space-exhaustion",
  title: words.title().words,
  causes: [
    "filesystem-full",
    "reserved-blocks-left",
    "btrfs-metadata-full",
    "thin-pool-full",
    "directory-index-full",
    "memory-cgroups-exhausted",
    "sysv-ipc-exhausted",
    "message-queues-exhausted",
    "pseudo-terminals-exhausted",
    "keyring-quota",
  ],
  needsRoot: true,
  symptoms,
  needs,
  diagnose,
});

export default spaceExhaustion;
