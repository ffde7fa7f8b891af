import type { Says } from "#contract/message.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import { entering } from "#derived/netns.ts";
import type { Listener } from "#facts/walk/listen-queues.ts";
import { words } from "./messages.ts";
import { isStopped } from "./queue.ts";
import type { Scene } from "./scene.ts";

const advise = (says: Says): Step => ({ kind: "advise", says });

/** What the kernel has had as its own since 5.4. */
const SOMAXCONN = 4096;

function set(
  { counters: { namespace } }: Scene,
  path: string,
  { value, previous, says }: { value: number; previous: number; says: Says },
): Step[] {
  if (namespace.own) {
    const file = `/proc/sys/${path.replaceAll(".", "/")}`;
    return [{ kind: "write", path: file, value: `${value}`, previous: `${previous}`, says }];
  }
  const [first, ...rest] = entering(namespace) ?? [];
  if (first === undefined) return [];
  const argv = (number: number) => [first, ...rest, "sysctl", "-w", `${path}=${number}`] as const;
  return [{ kind: "run", argv: argv(value), undo: argv(previous), says }];
}

/** For a queue that is too short. */
export function longerQueue(scene: Scene): readonly Remedy[] {
  const { somaxconn } = scene;
  const raise =
    somaxconn && somaxconn.value < SOMAXCONN
      ? set(scene, "net.core.somaxconn", {
          value: SOMAXCONN,
          previous: somaxconn.value,
          says: words.raiseSomaxconn(),
        })
      : [];
  return [
    {
      id: "longer-queue",
      risk: "interrupts",
      lasts: raise.length > 0 ? "until-reboot" : "permanent",
      says: words.longerQueue(),
      steps: [advise(words.raiseBacklog()), ...raise, advise(words.listenAgain())],
    },
  ];
}

/** For a program that does not accept. */
export function fasterAccept(listener: Listener): readonly Remedy[] {
  const { pid } = listener;
  const resume: Remedy[] =
    isStopped(listener) && pid !== null
      ? [
          {
            id: "resume",
            risk: "none",
            lasts: "once",
            says: words.resume(),
            steps: [
              {
                kind: "run",
                argv: ["kill", "-CONT", `${pid}`],
                undo: ["kill", "-STOP", `${pid}`],
                says: words.sendCont(),
              },
            ],
          },
        ]
      : [];
  const command = `cat /proc/${pid ?? "PID"}/task/*/stack; strace -f -p ${pid ?? "PID"}`;
  return [
    ...resume,
    {
      id: "accept-faster",
      risk: "none",
      lasts: "permanent",
      says: words.moreAccept(),
      steps: [advise(words.lookInside({ command })), advise(words.acceptApart())],
    },
  ];
}

/** For half-open connections that are too many. */
export function useCookies(scene: Scene): readonly Remedy[] {
  const { syncookies } = scene;
  if (!syncookies || syncookies.value !== 0) return [];
  const [first] = set(scene, "net.ipv4.tcp_syncookies", {
    value: 1,
    previous: 0,
    says: words.setCookies(),
  });
  if (!first) return [];
  const says = words.useCookies();
  return [{ id: "syn-cookies", risk: "none", lasts: "until-reboot", says, steps: [first] }];
}
