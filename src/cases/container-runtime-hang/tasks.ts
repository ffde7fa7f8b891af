import type { Says } from "#contract/message.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, EvidenceItem, Finding, Subject } from "#contract/verdict.ts";
import type { RuntimeTask } from "#facts/walk/container-runtime.ts";
import { originOf } from "./evidence.ts";
import { words } from "./messages.ts";
import { forTasks } from "./remedy.ts";
import type { Scene } from "./scene.ts";
import { onlyTold, type Told, toldEvidence } from "./told.ts";
import { isEndless, type WaitKind, waitKind } from "./waits.ts";

/** Ours: a disk that works has answered by then. */
const SURE_SECONDS = 10;
const MOST_ITEMS = 10;

const taskName = ({ comm, tid }: RuntimeTask): string => `${comm}[${tid}]`;

/** Whom a task belongs to: its container, or the daemon that it is of or works for. */
function subjectOf(scene: Scene, task: RuntimeTask): Subject | null {
  if (task.container !== null)
    return { kind: "container", name: scene.containerName(task.container) };
  let runtime = scene.process(task.of);
  for (let steps = 0; runtime?.role === "helper" && steps < 4; steps++)
    runtime = scene.process(runtime.parent);
  if (runtime?.role === "shim") {
    const [id] = scene.containersOf(runtime);
    if (id !== undefined) return { kind: "container", name: scene.containerName(id) };
  }
  const found = runtime ?? scene.process(task.of);
  return found ? { kind: "daemon", name: scene.daemonName(found) } : null;
}

/** Whether a task is one of a paused container: its state is D, and that is what was asked for. */
function isPaused(scene: Scene, task: RuntimeTask): boolean {
  return (
    task.freezer === "FROZEN" ||
    waitKind(task.functions) === "paused" ||
    scene.container(task.container)?.state === "paused"
  );
}

interface Blocked {
  readonly task: RuntimeTask;
  readonly held: "both" | "once" | "no" | "perhaps";
  readonly told: Told | null;
  readonly kind: WaitKind;
}

function blockedTasks(scene: Scene, told: readonly Told[]): readonly Blocked[] {
  return scene.now.tasks
    .filter((task) => !isPaused(scene, task))
    .map((task) => ({
      task,
      held: scene.waited(task),
      told: told.find(({ report }) => report.pid === task.tid && report.comm === task.comm) ?? null,
      kind: waitKind(task.functions),
    }));
}

/** `confirmed`: the kernel says so, or somebody else must end the wait, or it lasts longer than a disk takes. */
function certaintyOf(
  scene: Scene,
  { held, told, kind }: Blocked,
): "confirmed" | "suspected" | null {
  if (told !== null && held !== "no") return "confirmed";
  if (held !== "both") return null;
  const isLong = (scene.seconds ?? 0) >= SURE_SECONDS;
  if (isLong || isEndless(kind)) return "confirmed";
  return kind === "storage" ? null : "suspected";
}

function whatSays({ task, kind }: Blocked): Says {
  const { child } = task;
  const [first = ""] = task.functions;
  switch (kind) {
    case "nfs":
      return words.waitNfs();
    case "user-filesystem":
      return words.waitFuse();
    case "frozen-filesystem":
      return words.waitFrozen();
    case "child":
      return child
        ? words.waitChild({ child: `${child.comm}[${child.pid}]` })
        : words.waitAnyChild();
    case "storage":
      return words.waitStorage();
    case "unseen":
      return words.waitUnseen();
    case "paused":
    case "other":
      return words.waitOther({ function: first });
  }
}

function itemOf(scene: Scene, { task }: Blocked): EvidenceItem {
  const [first = words.someFunction()] = task.functions;
  return {
    name: taskName(task),
    says: words.blockedItem({ function: first, pid: String(task.pid) }),
    quantities: [],
    origin: originOf(scene, task.source, 1),
  };
}

function kernelEvidence(blocked: readonly Blocked[]): Evidence[] {
  const told = blocked.find((one) => one.told !== null)?.told;
  return told ? [toldEvidence(told)] : [];
}

function unmovedEvidence(scene: Scene, { task }: Blocked): Evidence[] {
  if (scene.seconds === null || task.switches === null) return [];
  const seconds = quantity(scene.seconds, "seconds");
  return [
    {
      label: words.unmovedLabel(),
      says: words.unmovedSays({ seconds, switches: String(task.switches) }),
      observed: seconds,
      origin: originOf(scene, task.source.replace(/stat$/, "status")),
    },
  ];
}

function functionsEvidence(scene: Scene, { task }: Blocked): Evidence[] {
  const [first] = task.functions;
  if (first === undefined) return [];
  return [
    {
      label: words.inLabel(),
      says: words.functions({ list: task.functions.slice(0, 3).join(" ← ") }),
      observed: first,
      origin: originOf(scene, task.source.replace(/stat$/, "stack"), 1),
    },
  ];
}

function findingOf(
  scene: Scene,
  subject: Subject,
  group: readonly [Blocked, ...Blocked[]],
  certainty: "confirmed" | "suspected",
): Finding {
  const [first] = group;
  const slots = {
    task: taskName(first.task),
    subject: subject.kind === "container" ? words.container({ name: subject.name }) : subject.name,
    what: whatSays(first),
  };
  const count = group.length;
  const says =
    certainty === "suspected"
      ? words.blockedPerhaps(slots)
      : count > 1
        ? words.blockedMany({ ...slots, count })
        : words.blocked(slots);
  return {
    cause: "tasks-blocked",
    subject,
    certainty,
    severity: subject.kind === "daemon" ? "critical" : "warning",
    says,
    evidence: [
      {
        label: words.blockedLabel(),
        says: words.blockedCount({ count }),
        observed: quantity(count, "processes"),
        origin: originOf(scene, first.task.source, 1),
        items: group.slice(0, MOST_ITEMS).map((one) => itemOf(scene, one)),
      },
      ...functionsEvidence(scene, first),
      ...unmovedEvidence(scene, first),
      ...kernelEvidence(group),
    ],
    remedies: forTasks(first.kind),
  };
}

export interface TaskFindings {
  readonly present: readonly Finding[];
  readonly latent: readonly Finding[];
  /** Blocked in the only sample there is. */
  readonly undecided: number;
  /** Blocked for a moment. */
  readonly moved: number;
  readonly paused: ReadonlySet<string>;
}

type Judged = Blocked & {
  readonly subject: Subject;
  readonly certainty: "confirmed" | "suspected" | null;
};

/** Findings by subject, those that are certain first in each. */
function grouped(scene: Scene, judged: readonly Judged[]): readonly Finding[] {
  const bySubject = Map.groupBy(judged, ({ subject }) => `${subject.kind} ${subject.name}`);
  return [...bySubject.values()].flatMap((group) => {
    const sorted = nonEmpty(group.toSorted((a, b) => rank(a) - rank(b)));
    return sorted
      ? [findingOf(scene, sorted[0].subject, sorted, sorted[0].certainty ?? "suspected")]
      : [];
  });
}

const rank = ({ certainty, kind }: Judged): number =>
  (certainty === "confirmed" ? 0 : 2) + (isEndless(kind) ? 0 : 1);

/** Tasks of containers and runtimes that are blocked in the kernel. */
export function taskFindings(scene: Scene, told: readonly Told[]): TaskFindings {
  const judged = blockedTasks(scene, told).flatMap((blocked): Judged[] => {
    const subject = subjectOf(scene, blocked.task);
    return subject ? [{ ...blocked, subject, certainty: certaintyOf(scene, blocked) }] : [];
  });
  const isLatent = ({ certainty, held }: Judged): boolean =>
    certainty === null && (held === "perhaps" || held === "both");
  return {
    present: [
      ...grouped(
        scene,
        judged.filter(({ certainty }) => certainty !== null),
      ),
      ...onlyTold(scene, told),
    ],
    latent: grouped(scene, judged.filter(isLatent)),
    undecided: judged.filter(({ certainty, held }) => certainty === null && held === "once").length,
    moved: judged.filter(({ certainty, held }) => certainty === null && held === "no").length,
    paused: new Set(
      scene.now.tasks
        .filter((task) => isPaused(scene, task))
        .map(({ container, pid }) => container ?? String(pid)),
    ),
  };
}
