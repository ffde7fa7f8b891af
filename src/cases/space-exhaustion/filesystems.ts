import { bytes } from "#contract/quantity.ts";
import { type Origin, originAt, type Read } from "#contract/reading.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import { words } from "./messages.ts";
import { advise, growTmpfs } from "./remedy.ts";
import type { Suspect } from "./suspect.ts";

/** Ours: ext4 refuses with some hundred blocks left, others with none. */
const NONE_LEFT_SHARE = 0.001;
/** Ours: what a log fills in an hour. */
const LITTLE_LEFT_SHARE = 0.01;
/** Free to root alone, if that much more is free. */
const RESERVED_SHARE = 0.005;
/** btrfs tells that nothing is available when metadata have no room, however much is free. */
const FREE_FOR_DATA_SHARE = 0.03;

/** How full, so that what is left below the two shares comes out as full and near. */
function fillOf({ available, total }: FilesystemRoom): number {
  const left = available / total;
  if (left < NONE_LEFT_SHARE) return 1;
  return left < LITTLE_LEFT_SHARE ? 0.9 : Math.min(0.8, 1 - left);
}

function roomEvidence(room: FilesystemRoom, origin: Origin): Evidence {
  const { available, total, point } = room;
  const fill = fillOf(room);
  const share = fill >= 1 || fill < 0.9 ? NONE_LEFT_SHARE : LITTLE_LEFT_SHARE;
  return {
    label: words.roomLabel({ point }),
    says: words.roomSays({ available: bytes(available), total: bytes(total) }),
    observed: bytes(available),
    limit: {
      op: available < total * share ? "<" : ">=",
      than: bytes(Math.ceil(total * share)),
      because: words.becauseRoom(),
    },
    origin,
  };
}

function placeEvidence(
  { free, type, source, process }: FilesystemRoom,
  origin: Origin,
): Evidence[] {
  return [
    {
      label: words.freeLabel(),
      says: words.plain({ value: bytes(free) }),
      observed: bytes(free),
      origin,
    },
    {
      label: words.typeLabel(),
      says:
        process === null
          ? words.typeSays({ type, source })
          : words.typeInside({ type, source, pid: String(process) }),
      observed: type,
      origin,
    },
  ];
}

/** What ext4 keeps for itself, from root too (linux fs/ext4/super.c ext4_set_resv_clusters(), of 4 KiB). */
const ownReserve = (total: number): number => Math.min(total * 0.02, 4096 * 4096);

const isReserved = ({ free, available, total, type }: FilesystemRoom): boolean =>
  /^ext[234]$/.test(type) && free - available > ownReserve(total) + total * RESERVED_SHARE;

const isWithoutMetadata = ({ type, free, available, total }: FilesystemRoom): boolean =>
  type === "btrfs" && available === 0 && free > total * FREE_FOR_DATA_SHARE;

function causeOf(room: FilesystemRoom): string {
  if (isWithoutMetadata(room)) return "btrfs-metadata-full";
  return isReserved(room) ? "reserved-blocks-left" : "filesystem-full";
}

function saysOf(room: FilesystemRoom) {
  const { point } = room;
  const [free, available, total] = [room.free, room.available, room.total].map(bytes);
  const slots = { point, available: available ?? bytes(0), total: total ?? bytes(0) };
  if (fillOf(room) < 1) return words.filesystemNear(slots);
  if (isWithoutMetadata(room)) return words.btrfs({ point, free: free ?? bytes(0) });
  if (isReserved(room)) return words.reserved({ point, free: free ?? bytes(0) });
  return room.type === "tmpfs" ? words.memoryFull(slots) : words.filesystemFull(slots);
}

function remediesOf(room: FilesystemRoom): readonly Remedy[] {
  const { point, source } = room;
  const clean = advise("make-room", "loses-data", words.makeRoom(), words.makeRoomStep({ point }));
  if (isWithoutMetadata(room))
    return [advise("balance", "degrades", words.balance(), words.balanceStep({ point })), clean];
  if (isReserved(room))
    return [
      clean,
      advise("use-reserve", "degrades", words.useReserve(), words.useReserveStep({ source })),
    ];
  return room.type === "tmpfs" ? [growTmpfs(room), clean] : [clean];
}

/** Every filesystem that files can be made in, by how much space is left to programs without privilege. */
export function filesystemSuspects(read: Read<readonly FilesystemRoom[]>): readonly Suspect[] {
  return read.value
    .filter(({ total }) => total > 0)
    .map((room) => {
      const origin = originAt(read, { line: room.line });
      return {
        cause: causeOf(room),
        subject: { kind: "filesystem", name: room.point },
        fill: fillOf(room),
        says: saysOf(room),
        evidence: [roomEvidence(room, origin), ...placeEvidence(room, origin)],
        remedies: remediesOf(room),
      };
    });
}
