import type { Says } from "#contract/message.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { RuntimeProcess, RuntimeSocket } from "#facts/walk/container-runtime.ts";
import type { RuntimeAnswer } from "#facts/walk/runtime-answers.ts";
import {
  answerEvidence,
  functionEvidence,
  lockEvidence,
  queueEvidence,
  shortRequest,
  stateEvidence,
} from "./evidence.ts";
import { words } from "./messages.ts";
import { forDaemon } from "./remedy.ts";
import type { Held, Scene } from "./scene.ts";

/** A daemon, and all that speaks for its not working. */
interface Suspect {
  readonly daemon: RuntimeProcess;
  readonly stopped: Held;
  /** The fullest of its queues. */
  readonly queue: RuntimeSocket | null;
  readonly queued: Held;
  /** Questions about itself, the first that got no answer first. */
  readonly answers: readonly RuntimeAnswer[];
}

/** Ours: dockerd takes up every container before it accepts, and a socket unit of systemd lets clients wait meanwhile. */
const STARTING_SECONDS = 120;

const isUnanswered = ({ outcome }: RuntimeAnswer): boolean =>
  outcome === "silent" || outcome === "full";

/** What is asked first of every daemon: nothing below it is needed for an answer. */
const isPing = ({ request }: RuntimeAnswer): boolean =>
  request === "/_ping" || request === "HTTP/2 SETTINGS";

function suspectOf(scene: Scene, daemon: RuntimeProcess): Suspect {
  const queue = scene.socketsOf(daemon.pid).toSorted((a, b) => b.waiting - a.waiting)[0] ?? null;
  const answers = (scene.answers ?? []).filter(
    ({ pid, container }) => pid === daemon.pid && container === null,
  );
  return {
    daemon,
    stopped: scene.stopped(daemon),
    queue: queue && queue.waiting > 0 ? queue : null,
    queued: queue ? scene.queued(queue) : "no",
    answers: answers.toSorted((a, b) => Number(isUnanswered(b)) - Number(isUnanswered(a))),
  };
}

/** Whether the daemon answered what is asked first, after the samples were taken. */
const isAlive = ({ answers }: Suspect): boolean =>
  answers.some((answer) => isPing(answer) && answer.outcome === "answered");

type Judgement = Pick<Finding, "says" | "certainty">;

/** Stopped by a signal or a tracer. `confirmed` is what two independent looks agree in. */
function judgeStopped(scene: Scene, suspect: Suspect): Judgement {
  const { daemon, stopped, queue, answers } = suspect;
  const slots = { daemon: scene.daemonName(daemon), pid: String(daemon.pid) };
  const isSure = stopped === "both" || queue !== null || answers.some(isUnanswered);
  return {
    says:
      daemon.state === "t" && daemon.tracer !== null
        ? words.daemonTraced({ ...slots, tracer: String(daemon.tracer) })
        : words.daemonStopped(slots),
    certainty: isSure ? "confirmed" : "suspected",
  };
}

/** It runs, and what it is asked for does not come. */
function judgeSilent(scene: Scene, suspect: Suspect): Judgement | null {
  const { daemon, queue, queued, answers } = suspect;
  const name = scene.daemonName(daemon);
  const pid = String(daemon.pid);
  const silent = answers.find(isUnanswered);
  const isQueued = queue !== null && queued === "both" && !isAlive(suspect);
  if (!silent && !isQueued) return null;
  const age = scene.ageOf(daemon);
  if (age !== null && age < STARTING_SECONDS && !isAlive(suspect))
    return {
      says: words.daemonStarting({ daemon: name, pid, age: quantity(age, "seconds") }),
      certainty: "suspected",
    };
  if (silent) return { says: silentSays(name, silent), certainty: "confirmed" };
  const { path = "", waiting = 0 } = queue ?? {};
  return {
    says: words.daemonQueue({ daemon: name, pid, count: waiting, path }),
    certainty: "confirmed",
  };
}

/** What speaks loudest against a daemon; null if nothing does, or if it answered after it was looked at. */
function judge(scene: Scene, suspect: Suspect): Judgement | null {
  if (suspect.stopped === "no") return judgeSilent(scene, suspect);
  return isAlive(suspect) ? null : judgeStopped(scene, suspect);
}

function silentSays(daemon: string, silent: RuntimeAnswer): Says {
  const pid = String(silent.pid);
  const request = shortRequest(silent.request);
  if (!isPing(silent)) return words.daemonBehind({ daemon, pid, request });
  if (silent.outcome === "full") return words.daemonFull({ daemon, pid });
  const { tries, seconds } = silent;
  const limit = quantity(seconds, "seconds");
  return words.daemonSilent({ daemon, pid, request, limit, tries });
}

/** Daemons that hang. dockerd asks containerd for its version: its silence there is told of containerd. */
export function daemonFindings(scene: Scene): readonly Finding[] {
  const suspects = scene.daemons.map((daemon) => suspectOf(scene, daemon));
  const judged = suspects.map((suspect) => ({ suspect, judgement: judge(scene, suspect) }));
  const isBelow = ({ daemon }: Suspect): boolean =>
    daemon.name === "containerd" || daemon.name === "crio";
  const below = judged.find(({ suspect, judgement }) => isBelow(suspect) && judgement !== null);
  return judged.flatMap(({ suspect, judgement }): Finding[] => {
    if (!judgement) return [];
    const isEcho = below !== undefined && suspect !== below.suspect && isAlive(suspect);
    if (isEcho) return [];
    const echoes =
      suspect === below?.suspect
        ? suspects.filter((other) => other !== suspect && isAlive(other)).flatMap(silence)
        : [];
    const evidence = nonEmpty([
      ...evidenceOf(scene, suspect),
      ...echoes.map((answer) => answerEvidence(scene, answer)),
    ]);
    if (!evidence) return [];
    return [
      {
        cause: "daemon-unresponsive",
        subject: { kind: "daemon", name: scene.daemonName(suspect.daemon) },
        severity: "critical",
        ...judgement,
        evidence,
        remedies: forDaemon(suspect.daemon, suspect.stopped !== "no"),
      },
    ];
  });
}

const silence = ({ answers }: Suspect): readonly RuntimeAnswer[] =>
  answers.filter(isUnanswered).slice(0, 1);

function evidenceOf(scene: Scene, suspect: Suspect): Evidence[] {
  const { daemon, queue, answers } = suspect;
  return [
    stateEvidence(scene, daemon),
    ...functionEvidence(scene, daemon),
    ...(queue ? [queueEvidence(scene, queue)] : []),
    ...answers.map((answer) => answerEvidence(scene, answer)),
    ...lockEvidence(scene, daemon.name),
  ];
}

/** Daemons that stand still in a single sample only: two samples would tell. */
export const undecidedDaemons = (scene: Scene): number =>
  scene.daemons
    .map((daemon) => suspectOf(scene, daemon))
    .filter((suspect) => suspect.queued === "once" && !isAlive(suspect) && !judge(scene, suspect))
    .length;
