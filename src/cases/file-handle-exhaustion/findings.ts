import { quantity, ratio } from "#contract/quantity.ts";
import { originAt, type Read } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { FileHandles } from "#facts/proc/sys/fs/file-nr.ts";
import type { DescriptorUser, DescriptorUsers } from "#facts/walk/process-descriptors.ts";
import { fillOf } from "./fill.ts";
import { userName, userSays } from "#derived/descriptor-user.ts";
import { words } from "./messages.ts";
import { processRemedies, systemRemedies } from "./remedy.ts";

/** Ours: from here on the next burst fails. */
export const FULL_RATIO = 0.95;
/** Ours: worth a look before the night. */
export const NEAR_RATIO = 0.8;
const MOST_TOLD = 3;

const files = (value: number | bigint) => quantity(value, "files");

export function limitEvidence(user: DescriptorUser, read: Read<DescriptorUsers>): Evidence {
  const { descriptors, soft, line } = user;
  const limit = soft ?? 0;
  const isNear = (fillOf(user) ?? 0) >= NEAR_RATIO;
  const isFull = (fillOf(user) ?? 0) >= FULL_RATIO;
  const than = files(Math.ceil(limit * (isNear && !isFull ? NEAR_RATIO : FULL_RATIO)));
  return {
    label: words.openLabel(),
    says: words.openSays({ count: descriptors, limit, fill: ratio(fillOf(user) ?? 0) }),
    observed: files(descriptors),
    limit: { op: isNear ? ">=" : "<", than, because: words.becauseSoft() },
    origin: originAt(read, { line }),
  };
}

function kindsEvidence({ kinds, line }: DescriptorUser, read: Read<DescriptorUsers>): Evidence {
  return {
    label: words.kindsLabel(),
    says: words.kindsSays(kinds),
    observed: files(Math.max(...Object.values(kinds))),
    origin: originAt(read, { line }),
  };
}

function hardEvidence({ hard, line }: DescriptorUser, read: Read<DescriptorUsers>): Evidence {
  return {
    label: words.hardLabel(),
    says: hard === null ? words.hardNone() : words.hardSays({ count: hard }),
    observed: hard === null ? "-" : files(hard),
    origin: originAt(read, { line }),
  };
}

export function processFinding(user: DescriptorUser, read: Read<DescriptorUsers>): Finding {
  const { descriptors: count, soft } = user;
  const fill = fillOf(user) ?? 0;
  const holder = userSays(user);
  const isFull = fill >= 1;
  return {
    cause: "process-limit",
    subject: { kind: "process", name: userName(user) },
    certainty: "confirmed",
    severity: isFull ? "critical" : "warning",
    says: isFull
      ? words.processFull({ holder, count, limit: soft ?? 0 })
      : words.processNear({ holder, count, fill: ratio(fill) }),
    evidence: [limitEvidence(user, read), kindsEvidence(user, read), hardEvidence(user, read)],
    remedies: processRemedies(user),
  };
}

/** How full the host is: 0…1; exact for the huge limits that mean none. */
export const systemFill = ({ allocated, max }: FileHandles): number =>
  Number((allocated * 1_000_000n) / max) / 1_000_000;

export function systemEvidence(read: Read<FileHandles>): Evidence {
  const { allocated, max } = read.value;
  const fill = systemFill(read.value);
  const share = fill >= FULL_RATIO || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  return {
    label: words.allocatedLabel(),
    says: words.openSays({ count: allocated, limit: max, fill: ratio(fill) }),
    observed: files(allocated),
    limit: {
      op: fill >= share ? ">=" : "<",
      than: files((max * BigInt(share * 100)) / 100n),
      because: words.becauseMax(),
    },
    origin: read.origin,
  };
}

function growthEvidence({ value, earlier, origin }: Read<FileHandles>): Evidence[] {
  const grown = earlier ? value.allocated - earlier.value.allocated : 0n;
  if (!earlier || grown <= 0n) return [];
  const seconds = quantity(earlier.secondsBefore, "seconds");
  return [
    {
      label: words.growthLabel(),
      says: words.growthSays({ count: grown, seconds }),
      observed: files(grown),
      origin,
    },
  ];
}

export function systemFinding(
  read: Read<FileHandles>,
  users: Read<DescriptorUsers> | null,
): Finding {
  const fill = systemFill(read.value);
  const most = (users?.value.users ?? [])
    .toSorted((a, b) => b.descriptors - a.descriptors)
    .slice(0, MOST_TOLD);
  const slots = { count: read.value.allocated, fill: ratio(fill) };
  return {
    cause: "system-limit",
    subject: { kind: "host", name: "fs.file-max" },
    certainty: "confirmed",
    severity: fill >= FULL_RATIO ? "critical" : "warning",
    says: fill >= 1 ? words.systemFull(slots) : words.systemNear(slots),
    evidence: [
      systemEvidence(read),
      ...growthEvidence(read),
      ...most.map((user): Evidence => ({
        label: words.mostLabel(),
        says: words.mostSays({ holder: userSays(user), count: user.descriptors }),
        observed: files(user.descriptors),
        origin: originAt(users ?? read, { line: user.line }),
      })),
    ],
    remedies: systemRemedies(read.value, most[0]),
  };
}
