import { defineCase, type HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Missing, Verdict } from "#contract/verdict.ts";
import { kernelLogViews } from "#derived/kernel-log.ts";
import kernelLogFiles from "#facts/walk/kernel-log-files.ts";
import kmsg from "#facts/dev/kmsg.ts";
import { STALLS } from "#text/kernel-log/patterns.ts";
import { quiet } from "./absent.ts";
import { ageOfEpisode } from "./evidence.ts";
import type { Closer, Readings } from "./scene.ts";
import { stillBlocked } from "./task-evidence.ts";
import { findingOf } from "./finding.ts";
import { words } from "./messages.ts";
import { closerNeeds, needs } from "./needs.ts";
import { cpuSays, placeOf, taskSays } from "./place.ts";
import { reasonOf } from "./reason.ts";
import { type Consequence, type Episode, hear, type Heard } from "./stalls.ts";
import { symptoms } from "./symptoms.ts";

/** Ours: a stall whose last report is younger goes on, or is what the operator was called for. */
const FRESH_SECONDS = 15 * 60;
/** Ours: a stall before the last boot that is older tells nothing of the system that runs now. */
const FORGOTTEN_SECONDS = 7 * 86_400;
/** What a closer look is told when no task was named: to read the other logs. */
const OTHER_LOGS = "logs";

function viewsOf(readings: Readings, closer: Closer, host: HostIdentity): readonly Heard[] {
  const { kmsg: ring, dmesg, uptime } = readings;
  const views = kernelLogViews(
    { kmsg: ring, dmesg, uptime, journal: closer?.journal ?? null, files: closer?.files ?? null },
    host,
  );
  return views.map(hear);
}

/** Other logs are read when the ring was not, or the user asks; of hung tasks, whether they still wait. */
function targets(readings: Readings, named: boolean): readonly string[] {
  const isRead = readings.kmsg.status === "read" || readings.dmesg.status === "read";
  const hung = [readings.kmsg, readings.dmesg].flatMap((reading) =>
    reading.status === "read"
      ? hear({
          log: reading.value,
          origin: reading.origin,
          now: { uptime: null, wall: null },
          isSifted: false,
        }).episodes
      : [],
  );
  const pids = hung.flatMap(({ reports }) =>
    reports.flatMap(({ kind, pid }) => (kind === "hung-task" && pid ? [pid] : [])),
  );
  const logs = !isRead || named ? [OTHER_LOGS] : [];
  return [...new Set([...logs, ...pids.map(String)])];
}

/** The newest episode of each cause, with those before it; what began first comes first. */
function newest(
  episodes: readonly Episode[],
): readonly { episode: Episode; earlier: readonly Episode[] }[] {
  const lineOf = ({ episode }: { episode: Episode }): number => episode.reports[0].record.line;
  return STALLS.flatMap((cause) => {
    const same = episodes.filter((episode) => episode.cause === cause);
    const episode = same.at(-1);
    return episode ? [{ episode, earlier: same.slice(0, -1) }] : [];
  }).toSorted((a, b) => lineOf(a) - lineOf(b));
}

function isFresh(episode: Episode, closer: Closer): boolean {
  if ((stillBlocked(episode, closer) ?? []).length > 0) return true;
  const age = ageOfEpisode(episode);
  return episode.isOfThisBoot && (age === null || age <= FRESH_SECONDS);
}

function isForgotten(episode: Episode): boolean {
  return !episode.isOfThisBoot && (ageOfEpisode(episode) ?? 0) > FORGOTTEN_SECONDS;
}

function follows({ stall, leader }: Consequence): Verdict {
  const place = placeOf(stall);
  const who = stall.kind === "hung-task" ? taskSays(place) : cpuSays(place);
  return {
    kind: "not-applicable",
    says: words.follows({ who, line: leader.record.text.trim().slice(0, 120) }),
  };
}

/** No log: why each place gave none. */
function unheard(readings: Readings, closer: Closer): Verdict {
  const reasons: Missing[] = [
    ...(readings.kmsg.status === "denied" ? [missingOf(kmsg, readings.kmsg)] : []),
    ...(closer?.files.status === "denied" ? [missingOf(kernelLogFiles, closer.files)] : []),
  ];
  return { kind: "unknown", missing: [{ fact: kmsg.id, why: words.needLog() }, ...reasons] };
}

function diagnose(
  readings: Readings,
  closer: ReadingsOf<typeof closerNeeds> | null,
  host: HostIdentity,
): Verdict {
  const heard = nonEmpty(viewsOf(readings, closer, host));
  if (!heard) return unheard(readings, closer);
  // The same stall may stand in several logs: the nearest that tells of one is believed.
  const telling = heard.find(
    ({ episodes, consequences }) => episodes.length + consequences.length > 0,
  );
  const episodes = telling?.episodes ?? [];
  const known = newest(episodes.filter((episode) => !isForgotten(episode)));
  const scenes = known.map((one) => ({
    ...one,
    reason: reasonOf(one.episode, readings),
    readings,
    closer,
  }));
  const present = nonEmpty(scenes.filter(({ episode }) => isFresh(episode, closer)));
  if (present) return { kind: "present", findings: map(present, "present") };
  const latent = nonEmpty(scenes);
  if (latent) return { kind: "latent", findings: map(latent, "latent") };
  const [consequence] = telling?.consequences ?? [];
  return consequence ? follows(consequence) : quiet(heard, episodes, readings);
}

type Scenes = readonly [Parameters<typeof findingOf>[0], ...Parameters<typeof findingOf>[0][]];

function map(
  [first, ...rest]: Scenes,
  kind: "present" | "latent",
): Extract<Verdict, { findings: unknown }>["findings"] {
  return [findingOf(first, kind), ...rest.map((scene) => findingOf(scene, kind))];
}

/** Something does not get on in the kernel: a CPU that schedules nothing else, or a task that waits and cannot be woken. */
export default defineCase({
  id: "cpu-soft-lockup",
  title: words.title().words,
  causes: [...STALLS],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
