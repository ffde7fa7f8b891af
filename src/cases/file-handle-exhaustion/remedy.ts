import type { Remedy, Step } from "#contract/remedy.ts";
import type { FileHandles } from "#facts/proc/sys/fs/file-nr.ts";
import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";
import { userSays } from "#derived/descriptor-user.ts";
import { words } from "./messages.ts";

/** A u64 that is written to fs.file-max must stay below this (linux fs/file_table.c, sysctl_max_files). */
const HIGHEST = 2n ** 63n - 1n;

function keep({ unit, container }: DescriptorUser): Step {
  if (container !== null) return { kind: "advise", says: words.keepContainer() };
  if (unit !== null) return { kind: "advise", says: words.keepUnit({ unit }) };
  return { kind: "advise", says: words.keepPlain() };
}

/** Twice the soft limit, as far as the hard one lets it; root may raise both. */
export function processRemedies(user: DescriptorUser): readonly Remedy[] {
  const { pid, soft, hard } = user;
  if (soft === null) return [];
  const value = soft * 2;
  const highest = hard === null ? "" : String(Math.max(hard, value));
  const limit = (low: number, high: string): string => `--nofile=${low}:${high}`;
  return [
    {
      id: "raise-limit",
      risk: "none",
      lasts: "until-restart",
      says: words.raiseSoft(),
      steps: [
        {
          kind: "run",
          argv: ["prlimit", `--pid=${pid}`, limit(value, highest)],
          undo: ["prlimit", `--pid=${pid}`, limit(soft, hard === null ? "" : String(hard))],
          says: words.raiseSoftStep({ value }),
        },
        keep(user),
        { kind: "advise", says: words.findLeak({ pid: String(pid) }) },
      ],
    },
  ];
}

export function systemRemedies(
  { max }: FileHandles,
  most: DescriptorUser | undefined,
): readonly Remedy[] {
  const value = max * 2n > HIGHEST ? HIGHEST : max * 2n;
  const look: Step[] = most
    ? [{ kind: "advise", says: words.restartHolder({ holder: userSays(most) }) }]
    : [];
  return [
    {
      id: "raise-file-max",
      risk: "none",
      lasts: "until-reboot",
      says: words.raiseMax(),
      steps: [
        {
          kind: "write",
          path: "/proc/sys/fs/file-max",
          value: String(value),
          previous: String(max),
          says: words.raiseMaxStep({ value }),
        },
        ...look,
      ],
    },
  ];
}
