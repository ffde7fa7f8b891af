import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Read } from "#contract/reading.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Finding } from "#contract/verdict.ts";
import { type Holder, holderOf } from "#derived/holder.ts";
import type { CloseWait, CloseWaitGroup } from "#facts/walk/close-wait.ts";
import {
  ageEvidence,
  countEvidence,
  courseEvidence,
  descriptorEvidence,
  processName,
  unreadEvidence,
  whereEvidence,
} from "./evidence.ts";
import { type Course, type Judgement, OLD_SECONDS } from "./leak.ts";
import { words } from "./messages.ts";
import type { closerNeeds } from "./needs.ts";
import { remediesFor } from "./remedy.ts";

type Closer = ReadingsOf<typeof closerNeeds>;

/** Ours: from here on the process is about to fail for want of descriptors. */
const NEAR_LIMIT = 0.8;

function headline({ group, came, seconds }: Course, judgement: Judgement): Says {
  const process = group.pid === null ? words.nobody() : processName(group);
  const { sockets: count, oldestSeconds } = group;
  if (judgement === "seems to leak") return words.seems({ process, count });
  if (judgement !== "leaks") return words.may({ process, count });
  return oldestSeconds !== null && oldestSeconds >= OLD_SECONDS
    ? words.leaks({ process, count, oldest: quantity(oldestSeconds, "seconds") })
    : words.leaksGrowing({ process, count, came, seconds: quantity(seconds, "seconds") });
}

function holderIn({ cgroups, containers }: Closer, { pid, comm }: CloseWaitGroup): Holder | null {
  if (pid === null) return null;
  const cgroup = cgroups.status === "read" ? (cgroups.value.get(pid) ?? null) : null;
  return holderOf({ pid, comm }, cgroup, containers.status === "read" ? containers.value : []);
}

function isNearLimit({ descriptors, limit }: CloseWaitGroup): boolean {
  return descriptors !== null && limit !== null && descriptors >= limit * NEAR_LIMIT;
}

/** What is told of a process that leaks, or may. */
export function findingOf(
  closer: Closer,
  read: Read<CloseWait>,
  course: Course,
  judgement: Judgement,
): Finding {
  const { group } = course;
  const remedies: readonly Remedy[] = remediesFor(group);
  return {
    cause: "application-does-not-close",
    subject: { kind: "process", name: processName(group) },
    certainty: judgement === "leaks" ? "confirmed" : "suspected",
    severity: isNearLimit(group) ? "critical" : "warning",
    says: headline(course, judgement),
    evidence: [
      countEvidence(read, group),
      ...whereEvidence(read, holderIn(closer, group)),
      ...ageEvidence(read, group),
      ...courseEvidence(read, course),
      unreadEvidence(read, group),
      ...descriptorEvidence(read, group),
    ],
    remedies,
  };
}
