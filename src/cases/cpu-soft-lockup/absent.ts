import type { Says } from "#contract/message.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { type Quantity, quantity } from "#contract/quantity.ts";
import type { Reading } from "#contract/reading.ts";
import type { Evidence, Missing, Verdict } from "#contract/verdict.ts";
import { ageOf, type KernelLogView, lineOrigin } from "#derived/kernel-log.ts";
import hungTaskDetectCount from "#facts/proc/sys/kernel/hung_task_detect_count.ts";
import hungTaskTimeout from "#facts/proc/sys/kernel/hung_task_timeout_secs.ts";
import hungTaskWarnings from "#facts/proc/sys/kernel/hung_task_warnings.ts";
import softWatchdog from "#facts/proc/sys/kernel/soft_watchdog.ts";
import { agoSays } from "./age.ts";
import { ageOfEpisode } from "./evidence.ts";
import type { Readings } from "./scene.ts";
import { words } from "./messages.ts";
import type { Episode, Heard } from "./stalls.ts";

/** Ours: a log that does not reach back this far cannot rule out a stall that is told every two minutes. */
const SHORTEST_SPAN_SECONDS = 300;

function logSays({ log, isSifted, now }: KernelLogView, view: KernelLogView): Says {
  if (isSifted) return words.logSifted();
  const count = log.records.length;
  if (log.isWhole) return words.logWhole({ count });
  const [first] = log.records;
  const age = first && now.uptime !== null ? ageOf(view, first) : null;
  return age === null ? words.logOpen({ count }) : words.logPart({ count, age: agoSays(age) });
}

function ofLog({ view }: Heard): Evidence {
  return {
    label: words.logLabel(),
    says: logSays(view, view),
    observed: quantity(0, "events"),
    limit: { op: ">=", than: quantity(1, "events"), because: words.becauseNone() },
    origin: view.origin,
  };
}

function ofOthers({ view, others }: Heard): Evidence[] {
  const [first] = [...others.values()].flat();
  if (!first) return [];
  const list = [...others].map(([kind, reports]) => `${kind} ×${reports.length}`).join(", ");
  return [
    {
      label: words.othersLabel(),
      says: words.others({ list }),
      observed: quantity([...others.values()].flat().length, "events"),
      origin: lineOrigin(view, first.record),
    },
  ];
}

function setting(
  label: Says,
  reading: Reading<number>,
  says: (value: Quantity) => Says,
  seconds: number,
): Evidence[] {
  const observed = quantity(seconds, "seconds");
  return reading.status === "read"
    ? [{ label, says: says(observed), observed, origin: reading.origin }]
    : [];
}

function ofDetectors({
  softWatchdog,
  watchdogThresh,
  hungTaskTimeout,
  hungTaskDetectCount,
}: Readings): Evidence[] {
  const thresh = watchdogThresh.status === "read" ? watchdogThresh.value : null;
  return [
    ...(softWatchdog.status === "read" && thresh !== null
      ? setting(
          words.detectorLabel(),
          watchdogThresh,
          (seconds) => words.detectorOn({ seconds }),
          2 * thresh,
        )
      : []),
    ...(hungTaskTimeout.status === "read"
      ? setting(
          words.hungLabel(),
          hungTaskTimeout,
          (seconds) => words.hungOn({ seconds }),
          hungTaskTimeout.value,
        )
      : []),
    ...(hungTaskDetectCount.status === "read"
      ? [
          {
            label: words.countedLabel(),
            says: words.counted({ count: hungTaskDetectCount.value }),
            observed: quantity(hungTaskDetectCount.value, "events"),
            origin: hungTaskDetectCount.origin,
          },
        ]
      : []),
  ];
}

function spanOf({ log, now, isSifted }: KernelLogView): number | null {
  const [first] = log.records;
  if (
    isSifted ||
    log.isWhole ||
    first?.uptime === undefined ||
    first.uptime === null ||
    now.uptime === null
  )
    return null;
  return now.uptime - first.uptime;
}

/** A log by its place, as other facts are named. */
const factOf = ({ view }: Heard): string => view.origin.source.replace(/^\//, "");

/** Why silence proves nothing: a detector is off, or the log does not reach back. */
function doubts(heard: readonly Heard[], readings: Readings): readonly Missing[] {
  const off = (reading: Reading<number>): boolean =>
    reading.status === "read" && reading.value === 0;
  const counted =
    readings.hungTaskDetectCount.status === "read" ? readings.hungTaskDetectCount.value : 0;
  const spans = heard.map(({ view }) => spanOf(view));
  const span = spans.some((one) => one === null) ? null : Math.max(...spans.map((one) => one ?? 0));
  const [first] = heard;
  const isTimed = heard.some(({ view: { log } }) =>
    log.records.some(({ uptime, wall }) => uptime !== null || wall !== null),
  );
  return [
    ...(!isTimed && first ? [{ fact: factOf(first), why: words.needTimes() }] : []),
    ...(off(readings.softWatchdog)
      ? [{ fact: softWatchdog.id, why: words.needSoftWatchdog() }]
      : []),
    ...(off(readings.hungTaskTimeout)
      ? [{ fact: hungTaskTimeout.id, why: words.needHungTask() }]
      : []),
    ...(off(readings.hungTaskWarnings)
      ? [{ fact: hungTaskWarnings.id, why: words.needWarnings() }]
      : []),
    ...(counted > 0
      ? [{ fact: hungTaskDetectCount.id, why: words.needOlder({ count: counted }) }]
      : []),
    ...(span !== null && span < SHORTEST_SPAN_SECONDS && first
      ? [
          {
            fact: factOf(first),
            why: words.needSpan({ seconds: quantity(span, "seconds") }),
          },
        ]
      : []),
  ];
}

function ofOld(old: readonly Episode[]): Evidence[] {
  const last = old.at(-1);
  if (!last) return [];
  const age = agoSays(ageOfEpisode(last));
  return [
    {
      label: words.reportedLabel(),
      says: words.logOld({ age: last.isOfThisBoot ? age : words.beforeBoot({ age }) }),
      observed: quantity(last.reports.length, "events"),
      origin: lineOrigin(last.view, last.reports[0].record),
    },
  ];
}

/** No stall that matters now: what was looked through, and what would have told. */
export function quiet(
  heard: readonly [Heard, ...Heard[]],
  old: readonly Episode[],
  readings: Readings,
): Verdict {
  // A stall that was seen and is long over shows that detectors and log are as they should be.
  const missing = nonEmpty(old.length > 0 ? [] : doubts(heard, readings));
  if (missing) return { kind: "unknown", missing };
  const [first] = heard;
  return {
    kind: "absent",
    evidence: [
      ofLog(first),
      ...heard.slice(1).map(ofLog),
      ...ofOld(old),
      ...heard.flatMap(ofOthers),
      ...ofDetectors(readings),
    ],
  };
}
