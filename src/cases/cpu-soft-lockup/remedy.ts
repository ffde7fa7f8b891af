import type { Says } from "#contract/message.ts";
import { type NonEmpty, nonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { Reading } from "#contract/reading.ts";
import { meaningful } from "#text/kernel-log/stack.ts";
import type { Reason } from "./reason.ts";
import type { Scene } from "./scene.ts";
import { fixWords as words } from "./remedy-messages.ts";
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
  const module = frame?.module ?? null;
  const dump = advise(words.fixCodeDump());
  const newer =
    frame && release !== null
      ? [advise(words.fixCodeKernel({ release, function: frame.name })), dump]
      : [dump];
  const steps = module === null ? newer : [advise(words.fixCodeModule({ module })), ...newer];
  return remedy("update-code", words.fixCode(), nonEmpty(steps) ?? [dump], {
    risk: "interrupts",
    lasts: "permanent",
  });
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

const ENDINGS: Partial<Record<Reason["kind"], () => Says>> = {
  nfs: words.fixNfs,
  frozen: words.fixFrozen,
  storage: words.fixStorage,
};

function wait({ reason, episode }: Scene): Remedy {
  const held = episode.reports.find(({ blocker }) => blocker !== null)?.blocker;
  const find = held ? words.fixBlocker({ pid: String(held.pid) }) : words.fixFindBlocker();
  const end = (reason && ENDINGS[reason.kind]?.()) ?? find;
  const steps: NonEmpty<Step> = [advise(end), advise(words.fixNever())];
  return remedy("end-the-wait", words.fixWait(), steps, { risk: "interrupts" });
}

const realtime: Remedy = remedy(
  "lower-priority",
  words.fixRealtime(),
  [advise(words.fixRealtimeFind())],
  { risk: "degrades", lasts: "until-restart" },
);

const quietConsole: Remedy = remedy(
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
);

export function remediesOf(scene: Scene): readonly Remedy[] {
  const { episode, reason, readings } = scene;
  if (episode.cause === "hung-task") return [wait(scene), capture(true)];
  if (reason?.kind === "paused") return [pausedRemedy(readings.watchdogThresh)];
  if (reason?.kind === "realtime") return [realtime, capture(false)];
  if (reason?.kind === "console") return [quietConsole, capture(false)];
  return [capture(false), code(scene)];
}
