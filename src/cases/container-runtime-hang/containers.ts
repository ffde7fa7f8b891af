import { quantity } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { FullPipe, RuntimeProcess } from "#facts/walk/container-runtime.ts";
import type { RuntimeAnswer } from "#facts/walk/runtime-answers.ts";
import {
  answerEvidence,
  functionEvidence,
  lockEvidence,
  originOf,
  shimEvidence,
  stateEvidence,
  stateName,
} from "./evidence.ts";
import { words } from "./messages.ts";
import { forLock, forPipe, forShim } from "./remedy.ts";
import type { Scene } from "./scene.ts";

type Words = Pick<Finding, "says" | "certainty" | "evidence" | "remedies">;

const stuck = (container: string, more: Words): Finding => ({
  cause: "container-stuck",
  subject: { kind: "container", name: container },
  severity: "warning",
  ...more,
});

const ids = (scene: Scene, shim: RuntimeProcess): readonly string[] => {
  const known = scene.containersOf(shim);
  return known.length > 0 ? known : [`${shim.name}[${shim.pid}]`];
};

/** What dockerd answered of a container: whether only this one hangs tells a lock from a shim. */
const answersOf = (scene: Scene, id: string): readonly RuntimeAnswer[] =>
  (scene.answers ?? []).filter(({ container }) => container?.id === id);

function stoppedShims(scene: Scene): readonly Finding[] {
  return scene.shims.flatMap((shim) => {
    const held = scene.stopped(shim);
    if (held === "no") return [];
    const pid = String(shim.pid);
    const [tracer] = shim.state === "t" && shim.tracer !== null ? [String(shim.tracer)] : [];
    return ids(scene, shim).map((id) => {
      const container = scene.containerName(id);
      return stuck(container, {
        says:
          tracer === undefined
            ? words.shimStopped({ container, pid })
            : words.shimTraced({ container, pid, tracer }),
        certainty: held === "both" ? "confirmed" : "suspected",
        evidence: [
          stateEvidence(scene, shim),
          shimEvidence(scene, shim),
          ...functionEvidence(scene, shim),
          ...answersOf(scene, id).map((answer) => answerEvidence(scene, answer)),
        ],
        remedies: forShim(shim, container, true),
      });
    });
  });
}

/** The daemon or container that runc or crun works for, when that is stopped. */
function stoppedHelpers(scene: Scene): readonly Finding[] {
  return scene.now.runtimes.flatMap((helper) => {
    const parent = scene.process(helper.parent);
    if (helper.role !== "helper" || parent?.role !== "shim") return [];
    const held = scene.stopped(helper);
    if (held === "no") return [];
    return ids(scene, parent).map((id) => {
      const container = scene.containerName(id);
      const subject = words.container({ name: container });
      return stuck(container, {
        says: words.helperStopped({ subject, helper: helper.name, pid: String(helper.pid) }),
        certainty: held === "both" ? "confirmed" : "suspected",
        evidence: [stateEvidence(scene, helper), shimEvidence(scene, parent)],
        remedies: forShim(helper, container, true),
      });
    });
  });
}

/** Containers that dockerd does not tell of, while it answers everything else. */
function locked(scene: Scene): readonly Finding[] {
  const answers = scene.answers ?? [];
  return answers.flatMap((answer): Finding[] => {
    const { container, outcome, pid } = answer;
    if (container === null || outcome !== "silent") return [];
    const others = answers.filter((other) => other.pid === pid && other !== answer);
    const isAlone = others.some(
      (other) => other.request === "/_ping" && other.outcome === "answered",
    );
    if (!isAlone) return [];
    const name = scene.containerName(container.id);
    const daemon = scene.process(pid);
    return [
      stuck(name, {
        says: words.inspectSilent({ container: name, daemon: answer.daemon }),
        certainty: "confirmed",
        evidence: [
          answerEvidence(scene, answer),
          ...others
            .filter((other) => other.container === null || other.outcome === "answered")
            .slice(0, 4)
            .map((other) => answerEvidence(scene, other)),
          ...lockEvidence(scene, answer.daemon),
        ],
        remedies: forLock(daemon),
      }),
    ];
  });
}

function pipeEvidence(scene: Scene, pipe: FullPipe): Evidence[] {
  const task = `${pipe.comm}[${pipe.pid}]`;
  const [where = words.someFunction()] = pipe.functions;
  const reader = scene.process(pipe.reader);
  return [
    {
      label: words.outputLabel(),
      says: words.outputSays({ task, function: where, fd: String(pipe.fd ?? "?") }),
      observed: task,
      origin: originOf(scene, pipe.source),
    },
    {
      label: words.readerLabel(),
      says: reader
        ? words.readerSays({
            name: reader.name,
            pid: String(reader.pid),
            state: stateName(reader.state),
          })
        : words.readerNone(),
      observed: reader ? `${reader.name}[${reader.pid}]` : "",
      origin: originOf(scene, `/proc/${pipe.pid}/fd`),
    },
    ...unmovedEvidence(scene, pipe),
  ];
}

function unmovedEvidence(scene: Scene, { switches, pid }: FullPipe): Evidence[] {
  if (scene.seconds === null || switches === null) return [];
  const seconds = quantity(scene.seconds, "seconds");
  return [
    {
      label: words.unmovedLabel(),
      says: words.unmovedSays({ seconds, switches: String(switches) }),
      observed: seconds,
      origin: originOf(scene, `/proc/${pid}/status`),
    },
  ];
}

/** Containers whose first process writes to its output and nobody reads. */
function fullPipes(scene: Scene): readonly Finding[] {
  return scene.now.pipes.flatMap((pipe): Finding[] => {
    const { container, fd } = pipe;
    if (container === null || fd === null || scene.waitedForPipe(pipe) !== "both") return [];
    const name = scene.containerName(container);
    const [first, ...rest] = pipeEvidence(scene, pipe);
    if (!first) return [];
    return [
      stuck(name, {
        says: words.pipeFull({ container: name, task: `${pipe.comm}[${pipe.pid}]` }),
        certainty: "confirmed",
        evidence: [first, ...rest],
        remedies: forPipe(scene.process(pipe.reader)),
      }),
    ];
  });
}

/** Shims without a process, of containers that dockerd holds for running. */
function lonelyShims(scene: Scene): readonly Finding[] {
  return scene.shims.flatMap((shim): Finding[] => {
    const [id] = shim.containers;
    const known = scene.container(id ?? null);
    const earlier = scene.before?.runtimes.find(({ pid }) => pid === shim.pid);
    const isLonely = shim.children === 0 && earlier?.children === 0;
    if (!isLonely || id === undefined || known?.state !== "running" || known.pid === null)
      return [];
    const container = scene.containerName(id);
    const recorded: Evidence = {
      label: words.recordedLabel(),
      says: words.recordedSays({ state: known.state, pid: String(known.pid) }),
      observed: known.state,
      origin: originAt(scene.readings.runtime, { source: known.path }),
    };
    return [
      stuck(container, {
        says: words.shimAlone({ container, daemon: "dockerd", pid: String(shim.pid) }),
        certainty: "suspected",
        evidence: [
          {
            label: words.childrenLabel(),
            says: words.childrenSays({ count: 0 }),
            observed: quantity(0, "processes"),
            origin: originOf(scene, `/proc/${shim.pid}/stat`),
          },
          recorded,
          shimEvidence(scene, shim),
        ],
        remedies: forShim(shim, container, false),
      }),
    ];
  });
}

/** Containers that hang while their daemon answers others: of each, what explains most. */
export function containerFindings(scene: Scene): readonly Finding[] {
  const found = [
    ...stoppedShims(scene),
    ...stoppedHelpers(scene),
    ...fullPipes(scene),
    ...locked(scene),
    ...lonelyShims(scene),
  ];
  return [
    ...new Map(found.toReversed().map((one) => [one.subject.name, one])).values(),
  ].toReversed();
}
