import type { Says } from "#contract/message.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { Reading } from "#contract/reading.ts";
import { meaningful } from "#text/kernel-log/stack.ts";
import type { Scene } from "./evidence.ts";
import { words } from "./messages.ts";
import { placeOf } from "./place.ts";

const SYSRQ = "/proc/sysrq-trigger";
const THRESH = "/proc/sys/kernel/watchdog_thresh";
/** The largest that the kernel takes. */
const LARGEST_THRESH = 60;
const PATIENT_THRESH = 30;

const advise = (says: Says): Step => ({ kind: "advise", says });
const sysrq = (value: string, says: Says): Step => ({
  kind: "write",
  path: SYSRQ,
  value,
  previous: null,
  says,
});

const remedy = (id: string, says: Says, steps: NonEmpty<Step>, more?: Partial<Remedy>): Remedy => ({
  id,
  risk: "none",
  lasts: "once",
  says,
  steps,
  ...more,
});

/** Backtraces while it lasts: the one evidence that a restart destroys. */
const capture = (isTask: boolean): Remedy => {
  const tasks = sysrq("w", words.captureTasks());
  const save = advise(words.captureSave());
  const steps: NonEmpty<Step> = isTask
    ? [tasks, save]
    : [sysrq("l", words.captureCpus()), tasks, save];
  return remedy("keep-evidence", words.capture(), steps);
};

function code({ episode }: Scene): Remedy {
  const [first] = episode.reports;
  const frame = meaningful(placeOf(first).frames);
  const { release } = first;
  const newer =
    frame && release ? [advise(words.fixCodeKernel({ release, function: frame.name }))] : [];
  const dump = advise(words.fixCodeDump());
  const steps: NonEmpty<Step> = frame?.module
    ? [advise(words.fixCodeModule({ module: frame.module })), ...newer, dump]
    : newer[0]
      ? [newer[0], dump]
      : [dump];
  return remedy("update-code", words.fixCode(), steps, { risk: "interrupts", lasts: "permanent" });
}

function pausedRemedy(thresh: Reading<number>): Remedy {
  const isRaised =
    thresh.status !== "read" || thresh.value >= PATIENT_THRESH || thresh.value > LARGEST_THRESH;
  const raise: Step[] = isRaised
    ? []
    : [
        {
          kind: "write",
          path: THRESH,
          value: String(PATIENT_THRESH),
          previous: String(thresh.value),
          says: words.fixPausedThresh(),
        },
      ];
  return remedy("wait-longer", words.fixPaused(), [advise(words.fixPausedHost()), ...raise], {
    lasts: isRaised ? "permanent" : "until-reboot",
  });
}

function wait(scene: Scene): Remedy {
  const { reason, episode } = scene;
  const held = episode.reports.find(({ blocker }) => blocker !== null)?.blocker;
  const find = held ? words.fixBlocker({ pid: String(held.pid) }) : words.fixFindBlocker();
  const end =
    reason?.kind === "nfs"
      ? words.fixNfs()
      : reason?.kind === "frozen"
        ? words.fixFrozen()
        : reason?.kind === "storage"
          ? words.fixStorage()
          : find;
  return remedy("end-the-wait", words.fixWait(), [advise(end), advise(words.fixNever())], {
    risk: "interrupts",
  });
}

export function remediesOf(scene: Scene): readonly Remedy[] {
  const { episode, reason, readings } = scene;
  if (episode.cause === "hung-task") return [wait(scene), capture(true)];
  switch (reason?.kind) {
    case "paused":
      return [pausedRemedy(readings.watchdogThresh)];
    case "realtime":
      return [
        remedy("lower-priority", words.fixRealtime(), [advise(words.fixRealtimeFind())], {
          risk: "degrades",
          lasts: "until-restart",
        }),
        capture(false),
      ];
    case "console":
      return [
        remedy(
          "quiet-console",
          words.fixConsole(),
          [
            {
              kind: "run",
              argv: ["dmesg", "-n", "3"],
              undo: ["dmesg", "-n", "7"],
              says: words.fixConsoleLevel(),
            },
          ],
          { lasts: "until-reboot" },
        ),
        capture(false),
      ];
    default:
      return [capture(false), code(scene)];
  }
}
