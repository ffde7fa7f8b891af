import type { Says } from "#contract/message.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { RuntimeProcess } from "#facts/walk/container-runtime.ts";
import { words } from "./messages.ts";
import type { WaitKind } from "./waits.ts";

const advise = (says: Says): Step => ({ kind: "advise", says });
const signal = (name: string, pid: number, undo: string | null, says: Says): Step => ({
  kind: "run",
  argv: ["kill", `-${name}`, String(pid)],
  undo: undo === null ? null : ["kill", `-${undo}`, String(pid)],
  says,
});

const remedy = (
  id: string,
  says: Says,
  steps: NonEmpty<Step>,
  more: Partial<Remedy> = {},
): Remedy => ({ id, risk: "none", lasts: "once", says, steps, ...more });

/** Daemons that write their goroutines down on SIGUSR1 and run on. */
const DUMPS = new Set(["dockerd", "containerd", "crio"]);
/** systemd's name of a daemon's service. */
const UNITS: Readonly<Record<string, string>> = {
  dockerd: "docker",
  containerd: "containerd",
  crio: "crio",
  "cri-dockerd": "cri-docker",
  kubelet: "kubelet",
};

/** A stopped process takes no signal but SIGCONT and SIGKILL: it is asked for nothing. */
function capture({ pid, name }: RuntimeProcess, isStopped: boolean): Remedy {
  const stacks = advise(words.captureStacks({ pid: String(pid) }));
  return DUMPS.has(name) && !isStopped
    ? remedy("keep-evidence", words.capture(), [
        signal("USR1", pid, null, words.captureDump()),
        stacks,
      ])
    : remedy("keep-evidence", words.capture(), [stacks]);
}

function resume({ pid, name, tracer }: RuntimeProcess): Remedy {
  const go =
    tracer === null
      ? signal("CONT", pid, "STOP", words.resumeHow())
      : advise(words.resumeTraced({ tracer: String(tracer) }));
  return remedy("resume", words.resume({ name: `${name}[${pid}]` }), [
    go,
    advise(words.resumeWho()),
  ]);
}

function restart({ name }: RuntimeProcess): Remedy[] {
  const unit = UNITS[name];
  if (unit === undefined) return [];
  const isDocker = name === "dockerd";
  const says = isDocker ? words.restartDocker() : words.restartContainerd();
  const step: Step = { kind: "run", argv: ["systemctl", "restart", unit], undo: null, says };
  return [
    remedy("restart-daemon", words.restart({ name }), [step], {
      risk: isDocker ? "interrupts" : "degrades",
    }),
  ];
}

const upgrade = remedy("upgrade", words.upgrade(), [advise(words.upgradeHow())], {
  risk: "interrupts",
  lasts: "permanent",
});

/** Of a daemon. Which comes first is what an operator does first. */
export function forDaemon(process: RuntimeProcess, isStopped: boolean): readonly Remedy[] {
  return isStopped
    ? [resume(process), capture(process, true), ...restart(process)]
    : [capture(process, false), ...restart(process), upgrade];
}

function endShim({ pid }: RuntimeProcess, container: string): Remedy {
  return remedy(
    "end-shim",
    words.endShim({ container }),
    [signal("KILL", pid, null, words.endShimHow())],
    { risk: "interrupts" },
  );
}

/** Of a container whose shim, or what works for it, stands still. */
export function forShim(
  shim: RuntimeProcess,
  container: string,
  isStopped: boolean,
): readonly Remedy[] {
  const first = isStopped ? [resume(shim)] : [];
  return [...first, capture(shim, isStopped), endShim(shim, container), upgrade];
}

/** Of a container that an operation of the daemon holds. */
export const forLock = (daemon: RuntimeProcess | null): readonly Remedy[] => [
  ...(daemon ? [capture(daemon, false), ...restart(daemon)] : []),
  upgrade,
];

export const forPipe = (reader: RuntimeProcess | null): readonly Remedy[] => [
  ...(reader && /^[tT]$/.test(reader.state) ? [resume(reader)] : []),
  remedy("read-output", words.logs(), [advise(words.logsReader()), advise(words.logsHow())], {
    risk: "interrupts",
    lasts: "permanent",
  }),
];

const ENDINGS: Readonly<Record<WaitKind, () => Says>> = {
  paused: words.endOther,
  nfs: words.endNfs,
  "user-filesystem": words.endFuse,
  "frozen-filesystem": words.endFrozen,
  child: words.endChild,
  storage: words.endStorage,
  other: words.endOther,
  unseen: words.endOther,
};

export function forTasks(kind: WaitKind): readonly Remedy[] {
  const steps: NonEmpty<Step> = [advise(ENDINGS[kind]())];
  return [
    remedy(
      "end-the-wait",
      words.endWait(),
      kind === "child" ? steps : [...steps, advise(words.endReboot())],
      { risk: "interrupts" },
    ),
  ];
}
