import { bytes, quantity, ratio } from "#contract/quantity.ts";
import { type Origin, originAt, type Read } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import type { InodeHolder, InodeHolders } from "#facts/walk/inode-holders.ts";
import { fillOf, FULL_RATIO, NEAR_RATIO } from "./fill.ts";
import { words } from "./messages.ts";
import { remedies } from "./remedy.ts";

const TOLD = 4;
/** A directory that passes on nearly all it holds is only on the way to where they are. */
const ON_THE_WAY = 0.9;

const inodes = (value: number) => quantity(value, "inodes");

export function inodesEvidence(room: FilesystemRoom, read: { readonly origin: Origin }): Evidence {
  const fill = fillOf(room) ?? 0;
  const isFull = fill >= FULL_RATIO;
  const share = isFull || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  const used = room.inodes - room.inodesFree;
  return {
    label: words.inodesLabel(),
    says: words.inodesSays({ used, total: room.inodes, fill: ratio(fill) }),
    observed: inodes(used),
    limit: {
      op: fill >= share ? ">=" : "<",
      than: inodes(Math.ceil(room.inodes * share)),
      because: share === FULL_RATIO ? words.becauseFull() : words.becauseNear(),
    },
    origin: originAt(read, { line: room.line }),
  };
}

function placeEvidence(room: FilesystemRoom, origin: Origin): Evidence[] {
  const { available, total, type, source, process } = room;
  return [
    {
      label: words.spaceLabel(),
      says: words.spaceSays({ free: bytes(available), total: bytes(total) }),
      observed: bytes(available),
      origin,
    },
    {
      label: words.fsLabel(),
      says:
        process === null
          ? words.fsSays({ type, source })
          : words.fsInside({ type, source, pid: String(process) }),
      observed: type,
      origin,
    },
  ];
}

/** The directories where they are, those that only lead there left out. */
export function tellingDirectories(all: readonly InodeHolder[]): readonly InodeHolder[] {
  const isBelow = (path: string, above: string): boolean =>
    path !== above && path.startsWith(above === "/" ? "/" : `${above}/`);
  const leadsOn = (directory: InodeHolder): boolean =>
    all.some(
      (other) => isBelow(other.path, directory.path) && other.below >= directory.below * ON_THE_WAY,
    );
  const isTop = ({ path, entries, below }: InodeHolder): boolean =>
    path === "/" && entries < below * ON_THE_WAY;
  const telling = all.filter((directory) => !leadsOn(directory) && !isTop(directory));
  return telling.toSorted((a, b) => b.below - a.below);
}

function holderEvidence(
  { used, counted, complete, directories, line }: InodeHolders,
  read: { readonly origin: Origin },
): Evidence[] {
  const told = tellingDirectories(directories)
    .slice(0, TOLD)
    .map(({ path, entries, below, line: at }): Evidence => {
      const isFlat = entries >= below * ON_THE_WAY;
      return {
        label: isFlat ? words.flatLabel() : words.mostLabel(),
        says: isFlat
          ? words.flatSays({ path, entries })
          : words.mostSays({ path, below, share: ratio(used === 0 ? 0 : below / used) }),
        observed: inodes(below),
        origin: originAt(read, { line: at }),
      };
    });
  const rest: Evidence = {
    label: words.partlyLabel(),
    says: words.partlySays({ counted, used }),
    observed: inodes(counted),
    origin: originAt(read, { line }),
  };
  return complete ? told : [...told, rest];
}

export function finding(
  room: FilesystemRoom,
  read: Read<readonly FilesystemRoom[]>,
  holders: Read<ReadonlyMap<string, InodeHolders>> | null,
): Finding {
  const fill = fillOf(room) ?? 0;
  const isFull = fill >= FULL_RATIO;
  const own = holders?.value.get(room.device);
  const [fullest] = own ? tellingDirectories(own.directories) : [];
  const { point } = room;
  const free = bytes(room.available);
  const path = fullest && `${point === "/" ? "" : point}${fullest.path}`;
  return {
    cause: "filesystem-out-of-inodes",
    subject: { kind: "filesystem", name: point },
    certainty: "confirmed",
    severity: isFull ? "critical" : "warning",
    says:
      room.inodesFree === 0
        ? words.full({ point, used: room.inodes, free })
        : words.near({ point, fill: ratio(fill), free }),
    evidence: [
      inodesEvidence(room, read),
      ...placeEvidence(room, originAt(read, { line: room.line })),
      ...(own && holders ? holderEvidence(own, holders) : []),
    ],
    remedies: remedies(room, path ?? null),
  };
}
