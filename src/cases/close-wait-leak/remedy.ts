import type { Remedy, Step } from "#contract/remedy.ts";
import type { Says } from "#contract/message.ts";
import type { CloseWaitGroup } from "#facts/walk/close-wait.ts";
import { processName } from "./evidence.ts";
import { words } from "./messages.ts";

const advise = (says: Says): Step => ({ kind: "advise", says });

function killSockets({ pid, oldest }: CloseWaitGroup): Remedy[] {
  const port = /:(\d+)$/.exec(oldest[0]?.local ?? "")?.[1];
  if (pid === null || port === undefined) return [];
  const enter = ["nsenter", `--target=${pid}`, "--net", "--"] as const;
  const kill = ["ss", "-K", "-t", "state", "close-wait", "sport", "=", `:${port}`] as const;
  return [
    {
      id: "kill-sockets",
      risk: "degrades",
      lasts: "once",
      says: words.kill(),
      steps: [
        { kind: "run", argv: [...enter, ...kill], undo: null, says: words.killHow({ port }) },
      ],
    },
  ];
}

/** The cure is in the program; the rest wins time. */
export function remediesFor(group: CloseWaitGroup): readonly Remedy[] {
  const restart: Remedy[] =
    group.pid === null
      ? []
      : [
          {
            id: "restart",
            risk: "interrupts",
            lasts: "once",
            says: words.restart({ process: processName(group) }),
            steps: [advise(words.dumpFirst()), advise(words.restartHow())],
          },
        ];
  return [
    {
      id: "close-in-program",
      risk: "none",
      lasts: "permanent",
      says: words.mend(),
      steps: [advise(words.dumpFirst()), advise(words.mendHow()), advise(words.mendPool())],
    },
    ...restart,
    ...killSockets(group),
  ];
}
