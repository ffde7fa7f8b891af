import { nonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { Holder } from "#facts/walk/deleted-open-files.ts";
import type { DiskFilesystem, HiddenPlace } from "#facts/walk/filesystem-usage.ts";
import { type Hoard, holderSays } from "./holder.ts";
import { words } from "./messages.ts";

/** More than a person does by hand at a time. */
const MOST_STEPS = 12;

/** A path as a POSIX shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function reopenSteps({ holder }: Hoard): Step[] {
  const { pid, unit, container } = holder;
  if (pid === null) return [];
  const id = String(pid);
  const says = holderSays(holder);
  // Restarting the container's process alone would end the container, and its unit is the runtime's.
  if (container !== null)
    return [
      { kind: "advise", says: words.signal({ pid: id }) },
      { kind: "advise", says: words.restartContainer({ container }) },
    ];
  if (unit === null)
    return [
      { kind: "advise", says: words.signal({ pid: id }) },
      { kind: "advise", says: words.restartProcess({ holder: says }) },
    ];
  return [
    { kind: "advise", says: words.reload({ unit, pid: id }) },
    {
      kind: "run",
      argv: ["systemctl", "restart", unit],
      undo: null,
      says: words.restartUnit(),
    },
  ];
}

/** A descriptor of a regular file; a memory map must not be cut: its process would die of SIGBUS. */
function descriptorOf(holders: readonly Holder[], pid: number | null): Holder | undefined {
  const mapped = holders.some(({ as }) => !as.startsWith("fd:"));
  return mapped ? undefined : holders.find((holder) => holder.pid === pid && pid !== null);
}

function truncateSteps({ holder: { pid }, files }: Hoard): Step[] {
  return files.flatMap((file): Step[] => {
    const holder = file.kind === "file" ? descriptorOf(file.told, pid) : undefined;
    // Who only reads the file still needs what is in it.
    if (!holder || !file.told.some(({ writes }) => writes === true)) return [];
    const path = `/proc/${pid}/fd/${holder.as.slice("fd:".length)}`;
    const name = `${pid}-fd-${holder.as.slice("fd:".length)}`;
    return [
      { kind: "advise", says: words.copyFirst({ source: path, name }) },
      {
        kind: "run",
        argv: ["truncate", "--no-create", "--size=0", path],
        undo: null,
        says: words.truncateFile({ path }),
      },
    ];
  });
}

function loopSteps(found: readonly Hoard[]): Step[] {
  return found
    .filter(({ holder }) => holder.pid === null && holder.as.startsWith("loop:"))
    .flatMap(({ holder }): Step[] => {
      const device = `/dev/${holder.as.slice("loop:".length)}`;
      return [
        { kind: "advise", says: words.unmountLoop({ device }) },
        {
          kind: "run",
          argv: ["losetup", "--detach", device],
          undo: null,
          says: words.detachLoop({ device }),
        },
      ];
    });
}

/** What gives the space of deleted files back: the largest holder first. */
export function deletedRemedies(found: readonly Hoard[]): Remedy[] {
  const processes = found.filter(({ holder }) => holder.pid !== null);
  const [largest] = processes;
  const holder = holderSays(largest?.holder);
  const reopen = nonEmpty(processes.flatMap(reopenSteps).slice(0, MOST_STEPS));
  const truncate = nonEmpty((largest ? truncateSteps(largest) : []).slice(0, MOST_STEPS));
  const detach = nonEmpty(loopSteps(found).slice(0, MOST_STEPS));
  const hasSwap = found.some((hoard) => hoard.holder.as === "swap");
  const remedies: (Remedy | null)[] = [
    reopen && {
      id: "reopen",
      risk: "interrupts",
      lasts: "once",
      says: words.reopen({ holder }),
      steps: reopen,
    },
    detach && {
      id: "detach-loop",
      risk: "interrupts",
      lasts: "once",
      says: words.detach(),
      steps: detach,
    },
    hasSwap
      ? {
          id: "swap-off",
          risk: "degrades",
          lasts: "once",
          says: words.swapOff(),
          steps: [{ kind: "advise", says: words.swapOff() }],
        }
      : null,
    truncate && {
      id: "truncate",
      risk: "loses-data",
      lasts: "once",
      says: words.truncate({ holder }),
      steps: truncate,
    },
  ];
  return remedies.filter((remedy) => remedy !== null);
}

const VIEW = "/run/casebook-view";

/** The place of a hidden file as the bind mount shows it. */
function inView(path: string, root: string): string {
  const below = root === "/" ? path : path.slice(root.length);
  return below === "/" || below === "" ? VIEW : VIEW + below;
}

/** How a person gets at what mounts hide, without unmounting anything. */
export function hiddenRemedies(
  { point, root, process: pid }: DiskFilesystem,
  places: readonly HiddenPlace[],
): Remedy[] {
  const looks = places.slice(0, MOST_STEPS).map(({ path }): Step => ({
    kind: "advise",
    says: words.lookThere({ path: shellWord(inView(path, root)) }),
  }));
  const bind: Step = {
    kind: "advise",
    says: words.bindView({ view: VIEW, point: shellWord(point) }),
  };
  const after: readonly Step[] = [
    ...looks,
    { kind: "advise", says: words.moveThere() },
    { kind: "advise", says: words.unbind({ view: VIEW }) },
  ];
  return [
    {
      id: "clean-through-bind-mount",
      risk: "loses-data",
      lasts: "permanent",
      says: words.clean(),
      steps:
        pid === null
          ? [bind, ...after]
          : [{ kind: "advise", says: words.enterFirst({ pid: String(pid) }) }, bind, ...after],
    },
  ];
}
