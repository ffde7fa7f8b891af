import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { RuntimeProcess, RuntimeSocket } from "#facts/walk/container-runtime.ts";
import type { RuntimeAnswer } from "#facts/walk/runtime-answers.ts";
import { words } from "./messages.ts";
import type { Scene } from "./scene.ts";

const seconds = (value: number) => quantity(value, "seconds");

export const originOf = ({ readings }: Scene, source: string, line?: number): Origin => ({
  source,
  ...(line !== undefined && { line }),
  at: readings.runtime.origin.at,
});

const STATES: Readonly<Record<string, string>> = {
  T: "T (stopped)",
  t: "t (tracing stop)",
  D: "D (disk sleep)",
  S: "S (sleeping)",
  R: "R (running)",
  I: "I (idle)",
};

export const stateName = (state: string): string => STATES[state] ?? state;

/** The state of a process, in both samples if it was seen in both. */
export function stateEvidence(scene: Scene, runtime: RuntimeProcess): Evidence {
  const { pid, name } = runtime;
  const state = stateName(runtime.state);
  const isTwice = scene.stopped(runtime) === "both" && scene.seconds !== null;
  return {
    label: words.stateLabel(),
    says: isTwice
      ? words.stateTwice({ state, name, pid: String(pid), seconds: seconds(scene.seconds) })
      : words.stateSays({ state, name, pid: String(pid) }),
    observed: state,
    origin: originOf(scene, `/proc/${pid}/stat`, 1),
  };
}

/** Functions that a process waits in, where they were read. */
export function functionEvidence(
  scene: Scene,
  { pid, functions }: Pick<RuntimeProcess, "pid" | "functions">,
): Evidence[] {
  const [first] = functions;
  if (first === undefined) return [];
  return [
    {
      label: words.inLabel(),
      says: words.functions({ list: functions.slice(0, 3).join(" ← ") }),
      observed: first,
      origin: originOf(scene, `/proc/${pid}/stack`),
    },
  ];
}

export function queueEvidence(scene: Scene, socket: RuntimeSocket): Evidence {
  const { waiting, path, source, line } = socket;
  return {
    label: words.queueLabel(),
    says: words.queueSays({ count: waiting, path }),
    observed: quantity(waiting, "sockets"),
    limit: { op: ">", than: quantity(0, "sockets"), because: words.queueBecause() },
    origin: originOf(scene, source, line),
  };
}

function outcomeSays({ outcome, status }: RuntimeAnswer): Says {
  if (outcome === "answered" && status !== null)
    return words.answeredStatus({ status: String(status) });
  return words[outcome]();
}

/** What a daemon did when it was asked. */
export function answerEvidence(scene: Scene, answer: RuntimeAnswer): Evidence {
  const { request, seconds: took, tries } = answer;
  const outcome = outcomeSays(answer);
  const slots = { outcome, seconds: seconds(took) };
  const isSlow = answer.outcome === "silent";
  return {
    label: words.askedLabel({ request: shortRequest(request) }),
    says: tries > 1 ? words.askedTimes({ ...slots, tries }) : words.asked(slots),
    observed: seconds(took),
    ...(isSlow && { limit: { op: ">=", than: seconds(1.5), because: words.askedBecause() } }),
    origin: {
      source: answer.socket,
      at: scene.answersReading?.origin.at ?? scene.readings.runtime.origin.at,
    },
  };
}

/** What a person would type to ask the same. */
export function shortRequest(request: string): string {
  if (request === "/version") return "docker version";
  if (request === "/containers/json") return "docker ps";
  return /^\/containers\/[^/]*\/json$/.test(request) ? "docker inspect" : request;
}

export function shimEvidence(scene: Scene, shim: RuntimeProcess): Evidence {
  const containers = shim.containers.map((id) => id.slice(0, 12)).join(" ") || "?";
  return {
    label: words.shimLabel(),
    says: words.shimSays({ name: shim.name, pid: String(shim.pid), containers }),
    observed: `${shim.name}[${shim.pid}]`,
    origin: originOf(scene, `/proc/${shim.pid}/cmdline`, 1),
  };
}

/** Locks that goroutines of dockerd waited for, where somebody asked for a dump. */
export function lockEvidence({ stacks, readings }: Scene, daemon: string): Evidence[] {
  const [longest] = stacks?.locked ?? [];
  if (!stacks || !longest || daemon !== "dockerd") return [];
  const minutes = quantity(longest.minutes * 60, "seconds");
  const [where = words.someFunction()] = longest.functions;
  const slots = { count: stacks.locked.length, function: where };
  return [
    {
      label: words.locksLabel(),
      says: longest.minutes > 0 ? words.locksSays({ ...slots, minutes }) : words.locksYoung(slots),
      observed: minutes,
      origin: { source: stacks.path, line: longest.line, at: readings.runtime.origin.at },
    },
  ];
}
