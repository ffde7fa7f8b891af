import type { Remedy, Step } from "#contract/remedy.ts";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import { words } from "./messages.ts";

const advise = (says: Step["says"]): Step => ({ kind: "advise", says });

function inPlace({ process }: FilesystemRoom): readonly string[] {
  return process === null ? [] : ["nsenter", `--target=${process}`, "--mount", "--"];
}

/** A tmpfs takes another number of inodes while it is in use, and gives them back if they are free. */
function growTmpfs(room: FilesystemRoom): Remedy {
  const { point, inodes } = room;
  const value = inodes * 2;
  const [first, ...rest] = [...inPlace(room), "mount", "-o"];
  const remount = (count: number): [string, ...string[]] => [
    first ?? "mount",
    ...rest,
    `remount,nr_inodes=${count}`,
    point,
  ];
  return {
    id: "more-inodes",
    risk: "none",
    lasts: "until-reboot",
    says: words.growTmpfs(),
    steps: [
      {
        kind: "run",
        argv: remount(value),
        undo: remount(inodes),
        says: words.growTmpfsStep({ point, value }),
      },
    ],
  };
}

const growXfs = ({ point }: FilesystemRoom): Remedy => ({
  id: "more-inodes",
  risk: "none",
  lasts: "permanent",
  says: words.growXfs(),
  steps: [advise(words.growXfsStep({ point }))],
});

/** What holds most comes first: what no longer is needed there ends the harm at once. */
export function remedies(room: FilesystemRoom, fullest: string | null): readonly Remedy[] {
  const path = fullest ?? room.point;
  const isDocker = /\/overlay2(\/|$)/.test(path);
  const clean: Remedy = {
    id: "make-room",
    risk: "loses-data",
    lasts: "once",
    says: words.makeRoom(),
    steps: [
      advise(words.makeRoomStep({ path })),
      ...(isDocker ? [advise(words.layers())] : []),
      ...(/^ext[234]$/.test(room.type) ? [advise(words.growExt())] : []),
    ],
  };
  if (room.type === "tmpfs") return [growTmpfs(room), clean];
  return room.type === "xfs" ? [growXfs(room), clean] : [clean];
}
