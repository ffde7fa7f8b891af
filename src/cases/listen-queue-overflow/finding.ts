import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { Rise } from "#derived/rise.ts";
import type { Listener } from "#facts/walk/listen-queues.ts";
import {
  processEvidence,
  processSays,
  queueEvidence,
  riseEvidence,
  settingEvidence,
  synEvidence,
  waitEvidence,
  whereEvidence,
} from "./evidence.ts";
import { words } from "./messages.ts";
import { isFull, isSlow, isStopped, type Queue } from "./queue.ts";
import { fasterAccept, longerQueue, useCookies } from "./remedy.ts";
import { keeperOfListener, type Scene } from "./scene.ts";

/** Ours: losing this many a second is felt by every client. */
const CRITICAL_PER_SECOND = 10;

/** The socket, and in which namespace if it is not the host's own. */
function socketName({ counters: { namespace } }: Scene, { local }: Listener): string {
  return namespace.own ? local : `${local}@${namespace.inode}`;
}

interface Told {
  readonly cause: "application-too-slow" | "backlog-too-small";
  readonly certainty: Finding["certainty"];
  readonly says: Says;
}

const isMany = (rise: Rise | null): boolean =>
  rise !== null &&
  rise.seconds > 0 &&
  Number(rise.delta ?? 0n) / rise.seconds >= CRITICAL_PER_SECOND;

function finding(scene: Scene, queue: Queue, { cause, certainty, says }: Told): Finding {
  const { listener } = queue;
  const { overflows } = scene.counters;
  const risen: Evidence[] = overflows ? [riseEvidence(words.overflowLabel(), overflows)] : [];
  const isDead = isFull(listener) === true && queue.stayed === queue.before;
  return {
    cause,
    subject: { kind: "socket", name: socketName(scene, listener) },
    certainty,
    severity: isMany(overflows) || isDead ? "critical" : "warning",
    says,
    evidence: [
      queueEvidence(scene, listener),
      ...risen,
      ...waitEvidence(scene, queue),
      ...processEvidence(scene, listener),
      whereEvidence(scene, keeperOfListener(scene, listener)),
      ...settingEvidence(scene, listener),
    ],
    remedies: cause === "application-too-slow" ? fasterAccept(listener) : longerQueue(scene),
  };
}

interface Slots {
  readonly process: Says | string;
  readonly local: string;
  readonly queue: number;
  readonly backlog: number | Says;
  readonly lost: bigint;
  readonly seconds: ReturnType<typeof quantity>;
}

function slotsOf({ counters: { overflows } }: Scene, { listener }: Queue): Slots {
  return {
    process: processSays(listener),
    local: listener.local,
    queue: listener.queue,
    backlog: listener.backlog ?? words.unknownBacklog(),
    lost: overflows?.delta ?? 0n,
    seconds: quantity(overflows?.seconds ?? 0, "seconds"),
  };
}

/** The program does not accept, or not as fast as connections come. */
export function tooSlow(scene: Scene, queue: Queue): Finding {
  const slots = slotsOf(scene, queue);
  const isDead = queue.stayed !== null && queue.stayed === queue.before;
  const alive = isDead || slots.lost === 0n ? words.stuck(slots) : words.slow(slots);
  return finding(scene, queue, {
    cause: "application-too-slow",
    certainty: queue.isStanding ? "suspected" : "confirmed",
    says: isStopped(queue.listener) ? words.stopped(slots) : alive,
  });
}

/** The queue is full now, or was a moment ago, of a program that does accept. */
export function tooSmall(scene: Scene, queue: Queue, isCertain: boolean): Finding {
  const slots = slotsOf(scene, queue);
  const small = slots.lost === 0n ? words.smallNow(slots) : words.small(slots);
  return finding(scene, queue, {
    cause: "backlog-too-small",
    certainty: isCertain ? "confirmed" : "suspected",
    says: isCertain ? small : words.smallPerhaps(slots),
  });
}

/** The queue is nearly full. */
export function nearlyFull(scene: Scene, queue: Queue): Finding {
  const slots = slotsOf(scene, queue);
  return finding(scene, queue, {
    cause: isSlow(queue) ? "application-too-slow" : "backlog-too-small",
    certainty: "suspected",
    says: words.near(slots),
  });
}

/** Half-open connections fill their queue, and SYN cookies are off. */
export function synQueueFull(scene: Scene, queue: Queue, drops: Rise): Finding {
  const slots = { ...slotsOf(scene, queue), lost: drops.delta ?? 0n };
  const told = finding(scene, queue, {
    cause: "backlog-too-small",
    certainty: "suspected",
    says: words.synQueue({ ...slots, seconds: quantity(drops.seconds, "seconds") }),
  });
  return {
    ...told,
    evidence: [riseEvidence(words.synDropLabel(), drops), ...told.evidence, ...synEvidence(scene)],
    remedies: [...useCookies(scene), ...told.remedies],
  };
}
