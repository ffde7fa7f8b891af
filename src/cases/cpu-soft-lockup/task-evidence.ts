import { quantity } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, EvidenceItem } from "#contract/verdict.ts";
import { lineOrigin } from "#derived/kernel-log.ts";
import { words } from "./messages.ts";
import { functionSays, placeOf, taskName } from "./place.ts";
import type { Closer, Scene } from "./scene.ts";
import type { Episode } from "./stalls.ts";

/** Ours: the kernel tells of ten unless it is told otherwise. */
const MOST_ITEMS = 64;

/** Every task that was reported as hung. */
export function tasks({ episode }: Scene): Evidence[] {
  const { view } = episode;
  const hung = episode.reports.filter(({ kind }) => kind === "hung-task");
  const byName = new Map(hung.map((report) => [taskName(report) ?? "?", report]));
  const [first] = hung;
  if (!first || byName.size < 2) return [];
  const items = [...byName].slice(0, MOST_ITEMS).map(([name, report]): EvidenceItem => {
    const seconds = quantity(report.seconds ?? 0, "seconds");
    return {
      name,
      says: words.blockedFor({ seconds, function: functionSays(placeOf(report)) }),
      quantities: [seconds],
      origin: lineOrigin(view, report.record),
    };
  });
  return [
    {
      label: words.tasksLabel(),
      says: words.taskCount({ count: byName.size }),
      observed: quantity(byName.size, "processes"),
      origin: lineOrigin(view, first.record),
      items,
    },
  ];
}

/** Who holds what they wait for. */
export function blocker({ episode }: Scene): Evidence[] {
  const report = episode.reports.find((one) => one.blocker !== null);
  const held = report?.blocker;
  if (!report || !held) return [];
  const name = taskName(held) ?? "?";
  return [
    {
      label: words.blockerLabel(),
      says: words.blocker({ task: name, what: held.what }),
      observed: name,
      origin: lineOrigin(episode.view, report.record),
    },
  ];
}

/** Of the hung tasks, those that still wait; null if nobody could look. */
export function stillBlocked({ reports }: Episode, closer: Closer): readonly string[] | null {
  const reading = closer?.tasks;
  if (reading?.status !== "read" || !reading.value.isSeen) return null;
  return reports
    .filter(({ kind }) => kind === "hung-task")
    .flatMap(({ pid, comm }) => {
      const task = reading.value.tasks.get(pid ?? -1);
      // A pid is given anew: the same name makes it most likely the same task.
      return task?.state === "D" && task.comm === comm ? [taskName(task) ?? ""] : [];
    });
}

/** Whether they wait now. */
export function now({ episode, closer }: Scene): Evidence[] {
  const reading = closer?.tasks;
  const blocked = stillBlocked(episode, closer);
  if (blocked === null || reading?.status !== "read" || episode.cause !== "hung-task") return [];
  const task = [...reading.value.tasks.values()].find((one) => taskName(one) === blocked[0]);
  return [
    {
      label: words.nowLabel(),
      says: task
        ? words.stillBlocked({
            task: taskName(task) ?? "",
            function: task.functions[0] ?? words.someFunction(),
          })
        : words.noLongerBlocked(),
      observed: quantity(blocked.length, "processes"),
      origin: originAt(reading, task ? { line: task.line } : {}),
    },
  ];
}

/** After so many reports the kernel tells of no more hung tasks. */
export function silence({ episode, readings: { hungTaskWarnings: left } }: Scene): Evidence[] {
  if (episode.cause !== "hung-task" || left.status !== "read" || left.value !== 0) return [];
  return [
    {
      label: words.warningsLabel(),
      says: words.warningsSpent(),
      observed: quantity(0, "events"),
      origin: left.origin,
    },
  ];
}
