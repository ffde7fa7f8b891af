import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Room } from "./room.ts";

/** A filesystem of a lab's own, on a file, mounted inside a room: the loop device goes with the mount. */
export interface Disk {
  readonly image: string;
  /** Where it is mounted, in the room's mount namespace. */
  readonly path: string;
}

/** Makes a filesystem of a size on a sparse file and mounts it in a room. */
export async function mountDisk(
  bench: Bench,
  room: Room,
  disk: {
    readonly name: string;
    readonly mebibytes: number;
    readonly type?: "ext4" | "xfs" | "btrfs";
    /** More words for mkfs. */
    readonly words?: readonly string[];
  },
): Promise<Disk> {
  const { name, mebibytes, type = "ext4", words = [] } = disk;
  const image = join(bench.directory, `${name}.img`);
  await bench.run("truncate", "-s", `${mebibytes}M`, image);
  const quietly = type === "ext4" ? ["-q", "-F"] : ["-q", "-f"];
  await bench.run(`mkfs.${type}`, ...quietly, ...words, image);
  const path = bench.makeDirectory(name);
  await room.run("mount", "-o", "loop", image, path);
  return { image, path };
}
