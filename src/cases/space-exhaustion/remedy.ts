import { bytes } from "#contract/quantity.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import { words } from "./messages.ts";

/** Doubles a sysctl of one number, or of several of which one is meant. */
export function raise(
  path: string,
  now: readonly bigint[],
  place: number,
  command: string,
): readonly Remedy[] {
  const next = now.map((value, index) => (index === place ? value * 2n : value));
  const value = next.join(" ");
  return [
    {
      id: "raise-limit",
      risk: "none",
      lasts: "until-reboot",
      says: words.raise(),
      steps: [
        {
          kind: "write",
          path,
          value,
          previous: now.join(" "),
          says: words.raiseStep({
            name: path.replace("/proc/sys/", "").replaceAll("/", "."),
            value,
          }),
        },
        { kind: "advise", says: words.whoHolds({ command }) },
      ],
    },
  ];
}

/** Cached pages keep removed control groups; reading them again costs time. */
export const dropCaches: Remedy = {
  id: "drop-caches",
  risk: "degrades",
  lasts: "once",
  says: words.dropCaches(),
  steps: [
    {
      kind: "run",
      argv: ["sh", "-c", "sync; echo 1 > /proc/sys/vm/drop_caches"],
      undo: null,
      says: words.dropCachesStep(),
    },
  ],
};

/** A plan for a person: nothing is run. */
export const advise = (
  id: string,
  risk: Remedy["risk"],
  says: Remedy["says"],
  step: Remedy["says"],
): Remedy => ({
  id,
  risk,
  lasts: "permanent",
  says,
  steps: [{ kind: "advise", says: step }],
});

/** A tmpfs takes another size while it is in use. */
export function growTmpfs({ point, process, total }: FilesystemRoom): Remedy {
  const inside = process === null ? [] : ["nsenter", `--target=${process}`, "--mount", "--"];
  const [first, ...rest] = [...inside, "mount", "-o"];
  const remount = (size: number): [string, ...string[]] => [
    first ?? "mount",
    ...rest,
    `remount,size=${size}`,
    point,
  ];
  return {
    id: "grow-tmpfs",
    risk: "none",
    lasts: "until-reboot",
    says: words.growTmpfs(),
    steps: [
      {
        kind: "run",
        argv: remount(total * 2),
        undo: remount(total),
        says: words.growTmpfsStep({ point, bytes: bytes(total * 2) }),
      },
    ],
  };
}

export const growPool: Remedy = {
  id: "grow-pool",
  risk: "none",
  lasts: "permanent",
  says: words.growPool(),
  steps: [{ kind: "advise", says: words.growPoolStep() }],
};

/** A third level for the index of directories. */
export const allowLargeDirectories = (device: string): Remedy => ({
  id: "large-dir",
  risk: "degrades",
  lasts: "permanent",
  says: words.largeDir(),
  steps: [{ kind: "advise", says: words.largeDirStep({ device }) }],
});
