import type { NonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import { holderName } from "#derived/holder.ts";
import { type Ceiling, fillOf, HALF_RATIO } from "./limits.ts";
import { words } from "./messages.ts";
import type { NestedView } from "./nested-view.ts";
import type { Owner } from "./owner.ts";
import { type NamespaceTable, receiverOf } from "./tables.ts";

/** Where the docker client finds its daemon without being told. */
const DEFAULT_DATA_ROOT = "/var/lib/docker";
/** Names that a program takes for a name and not for an option. */
const PLAIN_NAME = /^[A-Za-z0-9][\w.@:-]*$/;
/** Ours: a stack that is higher is taken down by a restart. */
const MOST_LAYERS = 64;

function restartStep(owner: Owner, name: string): Step {
  if (owner.kind === "container" && owner.known?.dataRoot === DEFAULT_DATA_ROOT)
    return {
      kind: "run",
      argv: ["docker", "restart", owner.id],
      undo: null,
      says: words.restartStep(),
    };
  if (owner.kind === "process" && owner.unit?.endsWith(".service") && PLAIN_NAME.test(owner.unit))
    return {
      kind: "run",
      argv: ["systemctl", "restart", owner.unit],
      undo: null,
      says: words.restartUnit(),
    };
  return { kind: "advise", says: words.restartAdvice({ name }) };
}

function restart(owner: Owner): Remedy[] {
  if (owner.kind === "host" || owner.kind === "untold") return [];
  const name = holderName(owner);
  return [
    {
      id: "restart-holder",
      risk: "interrupts",
      lasts: "once",
      says: words.restart({ name }),
      steps: [restartStep(owner, name)],
    },
  ];
}

const inside = (pid: number, ...argv: readonly string[]): NonEmpty<string> => [
  "nsenter",
  `--target=${pid}`,
  "--mount",
  "--",
  ...argv,
];

/** All of the namespace: the view comes back through the root, which is a slave of the container's own mount outside. */
const severStep = (pid: number): Step => ({
  kind: "run",
  argv: inside(pid, "mount", "--make-rprivate", "/"),
  undo: null,
  says: words.severStep(),
});

/** One `umount` takes one layer of the stack; `-l` is the option that busybox knows too. */
function detach(pid: number, point: string, layers: number, receives: boolean): Remedy {
  const step: Step = {
    kind: "run",
    argv: inside(pid, "umount", "-l", point),
    undo: null,
    says: words.detachStep({ point }),
  };
  const steps: NonEmpty<Step> = [step, ...Array.from({ length: layers - 1 }, () => step)];
  return {
    id: "detach-view",
    risk: "interrupts",
    lasts: "until-restart",
    says: words.detach({ point }),
    steps: receives ? [severStep(pid), ...steps] : steps,
  };
}

function sever(pid: number): Remedy {
  return {
    id: "stop-receiving",
    risk: "degrades",
    lasts: "until-restart",
    says: words.sever(),
    steps: [severStep(pid), { kind: "advise", says: words.severAdvice() }],
  };
}

const prevent: Remedy = {
  id: "prevent",
  risk: "none",
  lasts: "permanent",
  says: words.prevent(),
  steps: [
    { kind: "advise", says: words.preventUpgrade() },
    { kind: "advise", says: words.preventNarrow() },
    { kind: "advise", says: words.preventTar() },
  ],
};

function raise(ceiling: Ceiling): Remedy[] {
  if (ceiling.kind !== "limit") return [];
  const value = Math.min(ceiling.max * 2, 2 ** 31 - 1);
  return [
    {
      id: "raise-mount-max",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.raise({ value }),
      steps: [
        {
          kind: "write",
          path: "/proc/sys/fs/mount-max",
          value: String(value),
          previous: String(ceiling.max),
          says: words.raiseStep(),
        },
      ],
    },
  ];
}

/** Restart first: it alone ends the cause and the harm. What is detached or severed holds until then. */
export function recursiveRemedies(
  table: NamespaceTable,
  nesting: NestedView,
  owner: Owner,
  ceiling: Ceiling,
): readonly Remedy[] {
  const point = table.reading.value.point(nesting.top);
  const [pid] = table.namespace.pids;
  const receives = receiverOf(table.reading.value, nesting) !== null;
  const isDetachable =
    pid !== undefined && point.startsWith("/") && point !== "/" && nesting.stacked <= MOST_LAYERS;
  return [
    ...restart(owner),
    ...(isDetachable ? [detach(pid, point, nesting.stacked, receives)] : []),
    ...(pid !== undefined && receives ? [sever(pid)] : []),
    ...(receives ? [prevent] : []),
    ...((fillOf(table.mounts, ceiling) ?? 0) >= HALF_RATIO ? raise(ceiling) : []),
  ];
}

export function fullRemedies(owner: Owner, ceiling: Ceiling): readonly Remedy[] {
  return [...restart(owner), ...raise(ceiling)];
}
