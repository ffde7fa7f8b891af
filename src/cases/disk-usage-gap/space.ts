import { bytes, type Quantity } from "#contract/quantity.ts";
import type { DeletedFile, DeletedOpenFiles } from "#facts/walk/deleted-open-files.ts";
import type { DiskFilesystem } from "#facts/walk/filesystem-usage.ts";

// Ours: what makes a gap worth a person's attention. Small filesystems of a few hundred MiB have gaps of a few MiB that
// fill them; on large ones 1 % would let hundreds of GiB pass.
const FLOOR_SHARE = 0.01;
const LEAST_FLOOR = 4 * 2 ** 20;
const LARGEST_FLOOR = 10 * 2 ** 30;

/** Bytes from which a gap of one cause counts on a filesystem. */
function floorOf({ total }: DiskFilesystem): Quantity {
  return bytes(Math.min(LARGEST_FLOOR, Math.max(LEAST_FLOOR, Math.floor(total * FLOOR_SHARE))));
}

/** What a filesystem holds that du(1) on its mount point does not meet. */
export interface Gap {
  readonly filesystem: DiskFilesystem;
  /** How the filesystem is named: its mount point, through a process where only that one sees it. */
  readonly name: string;
  readonly files: readonly DeletedFile[];
  readonly deletedCount: number;
  readonly deletedBytes: number;
  /** Of these, what is certain: the size of a loop device's file may have holes. */
  readonly exactBytes: number;
  readonly hiddenBytes: number;
  readonly floor: Quantity;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export function gapOf(filesystem: DiskFilesystem, deleted: DeletedOpenFiles): Gap {
  const { device, process, point } = filesystem;
  const files = deleted.files.filter((file) => file.device === device);
  const more = deleted.more.get(device) ?? { files: 0, bytes: 0 };
  const exact = files.filter(({ measure }) => measure === "exact");
  return {
    filesystem,
    name: process === null ? point : `/proc/${process}/root${point === "/" ? "" : point}`,
    files,
    deletedCount: files.length + more.files,
    deletedBytes: sum(files.map((file) => file.bytes)) + more.bytes,
    exactBytes: sum(exact.map((file) => file.bytes)) + more.bytes,
    hiddenBytes: sum(filesystem.hidden.map((place) => place.bytes)),
    floor: floorOf(filesystem),
  };
}

export const holdsDeleted = ({ deletedBytes, floor }: Gap): boolean =>
  deletedBytes >= Number(floor.value);
export const holdsHidden = ({ hiddenBytes, floor }: Gap): boolean =>
  hiddenBytes >= Number(floor.value);
