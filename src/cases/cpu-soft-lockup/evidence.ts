import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding, Limit } from "#contract/verdict.ts";
import { ageOf, lineOrigin } from "#derived/kernel-log.ts";
import type { StallKind } from "#text/kernel-log/patterns.ts";
import { isStall } from "#text/kernel-log/patterns.ts";
import type { Report } from "#text/kernel-log/reports.ts";
import { agoSays } from "./age.ts";
import { longest } from "./duration.ts";
import { words } from "./messages.ts";
import { cpuName, cpuSays, framesText, placeOf, taskName, taskSays } from "./place.ts";
import type { Readings, Scene } from "./scene.ts";
import type { Episode } from "./stalls.ts";
import { stealEvidence } from "./steal.ts";
import { blocker, now, silence, tasks } from "./task-evidence.ts";

/** Seconds since the newest report of an episode; null if nothing tells. */
export function ageOfEpisode({ view, reports }: Episode): number | null {
  return ageOf(view, (reports.at(-1) ?? reports[0]).record);
}

function whenSays(episode: Episode): Says {
  const age = agoSays(ageOfEpisode(episode));
  const when = episode.isOfThisBoot ? age : words.beforeBoot({ age });
  const count = episode.reports.length;
  return count === 1
    ? words.reportedOnce({ age: when })
    : words.reportedTimes({ count, age: when });
}

function reported({ episode, earlier }: Scene): Evidence {
  const when = whenSays(episode);
  return {
    label: words.reportedLabel(),
    says: earlier.length === 0 ? when : words.reportedBefore({ when, count: earlier.length }),
    observed: quantity(episode.reports.length, "events"),
    limit: { op: ">=", than: quantity(1, "events"), because: words.becauseOnce() },
    origin: lineOrigin(episode.view, episode.reports[0].record),
  };
}

function limitOf(kind: StallKind, readings: Readings): { limit?: Limit } {
  const { watchdogThresh, hungTaskTimeout } = readings;
  if (kind === "soft-lockup" && watchdogThresh.status === "read")
    return {
      limit: {
        op: ">=",
        than: quantity(2 * watchdogThresh.value, "seconds"),
        because: words.becauseSoft(),
      },
    };
  if (kind === "hung-task" && hungTaskTimeout.status === "read" && hungTaskTimeout.value > 0)
    return {
      limit: {
        op: ">=",
        than: quantity(hungTaskTimeout.value, "seconds"),
        because: words.becauseHung(),
      },
    };
  return {};
}

export function timeoutOf({ rcuTimeout }: Readings): number | null {
  return rcuTimeout.status === "read" ? rcuTimeout.value : null;
}

function duration({ episode, readings }: Scene): Evidence[] {
  const { reports, cause, view } = episode;
  const seconds = longest(reports, timeoutOf(readings));
  const [first] = reports;
  const origin = lineOrigin(view, first.record);
  const label = words.durationLabel();
  if (seconds !== null) {
    const observed = quantity(seconds, "seconds");
    return [
      {
        label,
        says: words.duration({ seconds: observed }),
        observed,
        ...limitOf(cause, readings),
        origin,
      },
    ];
  }
  const { jiffies } = first;
  return jiffies === null
    ? []
    : [
        {
          label,
          says: words.durationTicks({ count: jiffies }),
          observed: quantity(jiffies, "events"),
          origin,
        },
      ];
}

function where({ episode }: Scene): Evidence[] {
  const [first] = episode.reports;
  const { frames } = placeOf(first);
  if (frames.length === 0) return [];
  const text = framesText(frames);
  return [
    {
      label: first.kind === "hung-task" ? words.waitsLabel() : words.stuckLabel(),
      says: words.cpuList({ list: text }),
      observed: text,
      origin: lineOrigin(episode.view, first.record),
    },
  ];
}

function whose({ episode }: Scene): Evidence[] {
  const [first] = episode.reports;
  const task = taskName(placeOf(first));
  if (task === null || first.kind === "hung-task") return [];
  return [
    {
      label: words.taskLabel(),
      says: words.cpuList({ list: task }),
      observed: task,
      origin: lineOrigin(episode.view, first.record),
    },
  ];
}

function cpus({ episode }: Scene): Evidence[] {
  const { reports, view } = episode;
  const named = [...new Set(reports.flatMap((report) => [...report.cpus]))].toSorted(
    (a, b) => a - b,
  );
  if (named.length < 2) return [];
  const list = named.slice(0, 16).map(cpuName).join(" ") + (named.length > 16 ? " …" : "");
  return [
    {
      label: words.cpusLabel(),
      says: words.cpuList({ list }),
      observed: quantity(named.length, "cpus"),
      origin: lineOrigin(view, reports[0].record),
    },
  ];
}

const ALSO: Readonly<Record<StallKind, (slots: { who: string | Says }) => Says>> = {
  "soft-lockup": words.alsoSoft,
  "hard-lockup": words.alsoHard,
  "rcu-stall": words.alsoRcu,
  "hung-task": words.alsoHung,
  "workqueue-lockup": words.alsoWorkqueue,
};

const whoSays = (report: Report): Says | string => {
  const place = placeOf(report);
  return report.kind === "hung-task" ? taskSays(place) : cpuSays(place);
};

/** The same trouble as other detectors saw it: each kind once. */
function also({ episode }: Scene): Evidence[] {
  const { view, reports, cause } = episode;
  const kinds = new Map(reports.toReversed().map((report) => [report.kind, report]));
  return [...kinds.values()].flatMap((report) => {
    const { kind, record } = report;
    if (!isStall(kind) || kind === cause) return [];
    const count = reports.filter((other) => other.kind === kind).length;
    return [
      {
        label: words.alsoLabel(),
        says: ALSO[kind]({ who: whoSays(report) }),
        observed: quantity(count, "events"),
        origin: lineOrigin(view, record),
      },
    ];
  });
}

function why({ episode, reason }: Scene): Evidence[] {
  if (!reason) return [];
  const { view, reports } = episode;
  const record = reason.record ?? reports[0].record;
  return [
    {
      label: words.whyLabel(),
      says: reason.says,
      observed: reason.kind,
      origin: lineOrigin(view, record),
    },
  ];
}

/** What the log does not hold any more. */
function lost({ episode: { view } }: Scene): Evidence[] {
  const { log, isSifted, origin } = view;
  if (isSifted || log.isWhole) return [];
  return [
    {
      label: words.logLabel(),
      says: log.lost > 0 ? words.logGaps({ count: log.lost }) : words.logCut(),
      observed: quantity(log.lost, "events"),
      origin,
    },
  ];
}

function kernel({ episode }: Scene): Evidence[] {
  const report = episode.reports.find(({ release }) => release !== null);
  if (!report?.release) return [];
  const { release, taint } = report;
  return [
    {
      label: words.kernelLabel(),
      says: taint ? words.kernelTainted({ release, flags: taint }) : words.kernelClean({ release }),
      observed: release,
      origin: lineOrigin(episode.view, report.record),
    },
  ];
}

export const evidenceOf = (scene: Scene): Finding["evidence"] => [
  reported(scene),
  ...duration(scene),
  ...where(scene),
  ...whose(scene),
  ...why(scene),
  ...blocker(scene),
  ...now(scene),
  ...stealEvidence(scene.readings),
  ...cpus(scene),
  ...tasks(scene),
  ...also(scene),
  ...silence(scene),
  ...kernel(scene),
  ...lost(scene),
];
