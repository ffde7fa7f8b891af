import type { Says } from "#contract/message.ts";
import type { Finding } from "#contract/verdict.ts";
import { longest, secondsSays } from "./duration.ts";
import { evidenceOf, timeoutOf } from "./evidence.ts";
import type { Scene } from "./scene.ts";
import { words } from "./messages.ts";
import { cpuSays, functionSays, placeOf, subjectOf, taskSays } from "./place.ts";
import { remediesOf } from "./remedy.ts";

function rcuSays({ episode, readings }: Scene): Says {
  const [first] = episode.reports;
  const place = placeOf(first);
  const slots = { cpu: cpuSays(place), task: taskSays(place), function: functionSays(place) };
  const seconds = longest(episode.reports, timeoutOf(readings));
  if (first.starved !== null && place.frames.length > 0) return words.rcuStarved(slots);
  return seconds === null
    ? words.rcuUntimed(slots)
    : words.rcu({ ...slots, seconds: secondsSays(seconds) });
}

function hungSays({ episode, reason }: Scene): Says {
  const [first] = episode.reports;
  const place = placeOf(first);
  const slots = { task: taskSays(place), seconds: secondsSays(first.seconds) };
  return reason
    ? words.hungFor({ ...slots, why: reason.says })
    : words.hung({ ...slots, function: functionSays(place) });
}

/** The first line: what was stuck, for how long, where. */
function saysOf(scene: Scene): Says {
  const { episode, reason, readings } = scene;
  const place = placeOf(episode.reports[0]);
  const slots = { cpu: cpuSays(place), task: taskSays(place), function: functionSays(place) };
  const seconds = secondsSays(longest(episode.reports, timeoutOf(readings)));
  if (reason?.kind === "paused") return words.paused({ seconds, cpu: slots.cpu });
  switch (episode.cause) {
    case "soft-lockup":
      return words.soft({ ...slots, seconds });
    case "hard-lockup":
      return words.hard(slots);
    case "rcu-stall":
      return rcuSays(scene);
    case "workqueue-lockup":
      return words.workqueue({ cpu: slots.cpu, seconds });
    case "hung-task":
      return hungSays(scene);
  }
}

export function findingOf(scene: Scene, kind: "present" | "latent"): Finding {
  const { cause, reports } = scene.episode;
  const isMild =
    cause === "hung-task" || cause === "workqueue-lockup" || scene.reason?.kind === "paused";
  return {
    cause,
    subject: subjectOf(reports[0]),
    certainty: "confirmed",
    severity: kind === "present" && !isMild ? "critical" : "warning",
    says: kind === "present" ? saysOf(scene) : words.over({ what: saysOf(scene) }),
    evidence: evidenceOf(scene),
    remedies: remediesOf(scene),
  };
}
