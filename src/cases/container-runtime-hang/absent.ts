import { quantity } from "#contract/quantity.ts";
import type { Evidence } from "#contract/verdict.ts";
import { answerEvidence, originOf, stateName } from "./evidence.ts";
import { isSocketOf } from "#text/runtime-process.ts";
import { words } from "./messages.ts";
import type { Scene } from "./scene.ts";
import type { TaskFindings } from "./tasks.ts";

/** Ours: of more daemons the first are told. */
const MOST_DAEMONS = 6;

function daemonEvidence(scene: Scene): Evidence[] {
  const { daemons, shims } = scene;
  if (daemons.length === 0)
    return [
      {
        label: words.shimsLabel(),
        says: words.daemonNone({ count: shims.length }),
        observed: quantity(shims.length, "processes"),
        origin: originOf(scene, "/proc/*/stat"),
      },
    ];
  return daemons.slice(0, MOST_DAEMONS).flatMap((daemon): Evidence[] => {
    const state = stateName(daemon.state);
    const sockets = scene.socketsOf(daemon.pid);
    const isMain = ({ path }: { path: string }): number => Number(isSocketOf(daemon.name, path));
    const [fullest] = sockets.toSorted((a, b) => b.waiting - a.waiting || isMain(b) - isMain(a));
    return [
      {
        label: words.daemonLabel({ daemon: scene.daemonName(daemon) }),
        says: words.daemonFine({ pid: String(daemon.pid), state }),
        observed: state,
        origin: originOf(scene, `/proc/${daemon.pid}/stat`, 1),
      },
      ...(fullest
        ? [
            {
              label: words.queueLabel(),
              says: words.queueSays({ count: fullest.waiting, path: fullest.path }),
              observed: quantity(fullest.waiting, "sockets"),
              limit: {
                op: ">" as const,
                than: quantity(0, "sockets"),
                because: words.queueBecause(),
              },
              origin: originOf(scene, fullest.source, fullest.line),
            },
          ]
        : []),
    ];
  });
}

function askedEvidence(scene: Scene): Evidence[] {
  const answers = (scene.answers ?? []).filter(({ container }) => container === null);
  if (answers.length > 0) return answers.map((answer) => answerEvidence(scene, answer));
  return scene.daemons.length === 0 || scene.answersReading !== null
    ? []
    : [
        {
          label: words.notAskedLabel(),
          says: words.notAsked(),
          observed: "",
          origin: originOf(scene, "walk/runtime-answers"),
        },
      ];
}

/** What rules a hang out: daemons that run and accept, shims that run, tasks that wait for nothing. */
export function absenceEvidence(scene: Scene, tasks: TaskFindings): readonly Evidence[] {
  const { shims, daemons } = scene;
  const processes = originOf(scene, "/proc/*/stat");
  const many = (label: Evidence["label"], says: Evidence["says"], count: number): Evidence => ({
    label,
    says,
    observed: quantity(count, "processes"),
    origin: processes,
  });
  return [
    ...daemonEvidence(scene),
    ...askedEvidence(scene),
    ...(daemons.length > 0 && shims.length > 0
      ? [many(words.shimsLabel(), words.shimsFine({ count: shims.length }), shims.length)]
      : []),
    tasks.moved > 0
      ? many(words.tasksLabel(), words.tasksMoved({ count: tasks.moved }), tasks.moved)
      : many(words.tasksLabel(), words.tasksNone(), 0),
    ...(tasks.paused.size > 0
      ? [
          many(
            words.pausedLabel(),
            words.pausedSays({ count: tasks.paused.size }),
            tasks.paused.size,
          ),
        ]
      : []),
    ...scene.now.leftovers.map(({ daemon, path }) => ({
      label: words.leftoverLabel({ daemon }),
      says: words.leftoverSays({ path }),
      observed: path,
      origin: originOf(scene, path),
    })),
  ];
}
