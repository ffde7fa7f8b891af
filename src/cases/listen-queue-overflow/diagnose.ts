import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Finding, Missing, Verdict } from "#contract/verdict.ts";
import { netnsName } from "#derived/netns.ts";
import { risen } from "#derived/rise.ts";
import netstat from "#facts/proc/net/netstat.ts";
import listenQueues from "#facts/walk/listen-queues.ts";
import { absent } from "./absent.ts";
import { nearlyFull, synQueueFull, tooSlow, tooSmall } from "./finding.ts";
import { words } from "./messages.ts";
import { allCounters, type closerNeeds, type needs } from "./needs.ts";
import { isFull, isNear, isSlow, type Queue, suspectOf } from "./queue.ts";
import { type Scene, sceneOf } from "./scene.ts";

type Readings = ReadingsOf<typeof needs>;
type Closer = ReadingsOf<typeof closerNeeds>;

interface Heard {
  readonly present: readonly Finding[];
  readonly latent: readonly Finding[];
  readonly missing: readonly Missing[];
}

const NOTHING: Heard = { present: [], latent: [], missing: [] };

const fullFinding = (scene: Scene, queue: Queue): Finding =>
  isSlow(queue) ? tooSlow(scene, queue) : tooSmall(scene, queue, true);

/** A queue has overflowed between the samples, and none that is seen is full now. */
function hearPast(scene: Scene, queues: readonly Queue[]): Finding | null {
  // Where the tables do not tell the backlog, a queue that stands still is one that nobody empties.
  const unlimited = queues.filter(({ listener }) => listener.backlog === null);
  const standing =
    unlimited.find((queue) => queue.stayed !== null && isSlow(queue)) ??
    unlimited.find(({ isStanding }) => isStanding);
  if (standing) return tooSlow(scene, standing);
  const suspect = suspectOf(queues);
  if (suspect === null) return null;
  // It has just accepted one, and does not keep up: a longer queue would only make the wait longer.
  return isNear(suspect.listener) && isSlow(suspect)
    ? tooSlow(scene, suspect)
    : tooSmall(scene, suspect, queues.length === 1);
}

/** It is known that connections were lost, and not by whom: whose queue it was could not be read. */
function lost({ counters }: Scene): Missing {
  const name = netnsName(counters.namespace, null);
  const count = risen(counters.overflows) + risen(counters.synDrops);
  return { fact: listenQueues.id, why: words.noSocket({ lost: count, name }) };
}

function hearDrops(scene: Scene, queues: readonly Queue[]): Finding[] {
  const { overflows, synDrops } = scene.counters;
  if (risen(overflows) > 0) return [hearPast(scene, queues)].filter((one) => one !== null);
  const suspect = suspectOf(queues);
  return suspect && synDrops ? [synQueueFull(scene, suspect, synDrops)] : [];
}

function hear(scene: Scene): Heard {
  const { counters, queues } = scene;
  const isLosing = risen(counters.overflows) > 0 || risen(counters.synDrops) > 0;
  if (queues === null) return isLosing ? { ...NOTHING, missing: [lost(scene)] } : NOTHING;
  const full = queues.filter(({ listener }) => isFull(listener) === true);
  if (full.length > 0)
    return { ...NOTHING, present: full.map((queue) => fullFinding(scene, queue)) };
  if (isLosing) {
    const present = hearDrops(scene, queues);
    return present.length > 0 ? { ...NOTHING, present } : { ...NOTHING, missing: [lost(scene)] };
  }
  const near = queues.filter(({ listener }) => isNear(listener));
  return { ...NOTHING, latent: near.map((queue) => nearlyFull(scene, queue)) };
}

/** What keeps the counters of a namespace from being judged. */
function lackOf({ counters }: Scene): Missing[] {
  const { overflows, namespace } = counters;
  if (overflows === null) {
    const why = words.noCounters({ name: netnsName(namespace, null) });
    return [{ fact: netstat.id, why }];
  }
  if (overflows.delta !== null || overflows.total === 0n) return [];
  return [{ fact: netstat.id, why: words.needsRate({ total: overflows.total }) }];
}

/** A namespace that came between the samples has no rate, and no fault that is older than a second. */
function isBrief({ counters }: Scene, twice: boolean): boolean {
  return twice && counters.overflows?.delta === null;
}

export function diagnose(readings: Readings, closer: Closer | null): Verdict {
  const scenes = allCounters(readings).map((counters) => sceneOf(counters, closer));
  const heard = scenes.map(hear);
  const present = nonEmpty(heard.flatMap((one) => one.present));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(heard.flatMap((one) => one.latent));
  if (latent) return { kind: "latent", findings: latent };
  const twice = scenes.some(({ counters }) => (counters.overflows?.seconds ?? 0) > 0);
  const unread = readings.counters.readings.flatMap(({ namespace, reading }): Missing[] =>
    reading.status === "read" || (reading.status === "absent" && !namespace.own)
      ? []
      : [missingOf(netstat, reading)],
  );
  const missing = nonEmpty([
    ...heard.flatMap((one) => one.missing),
    ...scenes.filter((scene) => !isBrief(scene, twice)).flatMap(lackOf),
    ...unread,
    ...readings.counters.unseen.map((why): Missing => ({ fact: netstat.id, why })),
  ]);
  if (missing) return { kind: "unknown", missing };
  const some = nonEmpty(scenes);
  return some
    ? absent(some, readings.counters.refused)
    : { kind: "unknown", missing: [{ fact: netstat.id, why: words.noCounters({ name: "host" }) }] };
}
