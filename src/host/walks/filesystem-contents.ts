import { formatRecord } from "#text/record.ts";
import { close } from "../directory.ts";
import type { InodeCount } from "../ext4.ts";
import { countFromTables, type DiskFilesystem, diskFilesystems } from "../filesystems.ts";
import { isAnonymous } from "../mount-table.ts";
import { openPrivately } from "../private-view.ts";
import { type FilesystemSpace, spaceOf } from "../statfs.ts";
import { countTogether } from "./tree-share.ts";
import type { Walk } from "./walk.ts";

/** For all filesystems together. Ours: what an operator waits for; a filesystem of many millions of files takes longer. */
const WALK_SECONDS = 240;

interface Counted {
  readonly fileBytes: number;
  readonly directoryBytes: number;
  readonly files: number;
  readonly directories: number;
  readonly refused: number;
  readonly stopped: boolean;
}

function line(device: string, top: string, space: FilesystemSpace, counted: Counted): string {
  return formatRecord("contents", {
    dev: device,
    root: top,
    used: space.total - space.free,
    bytes: counted.fileBytes,
    "directory-bytes": counted.directoryBytes,
    files: counted.files,
    directories: counted.directories,
    refused: counted.refused,
    complete: !counted.stopped,
  });
}

async function contentsLine(
  root: string,
  disk: DiskFilesystem,
  deadline: number,
): Promise<string | null> {
  const { device, place } = disk;
  const view = openPrivately(root, place);
  if (view < 0) return formatRecord("contents", { dev: device, errno: -view });
  try {
    const space = spaceOf(view);
    if (space === null) return null;
    const tables = countFromTables(root, disk, deadline);
    if (tables) return line(device, "/", space, { ...plain(tables), refused: 0, stopped: false });
    const counted = await countTogether(view, {
      acrossDevices: isAnonymous(place.mount),
      deadline,
      inodes: space.inodes - space.inodesFree,
    });
    return line(device, place.mount.root, space, counted);
  } finally {
    close(view);
  }
}

const plain = ({ fileBytes, directoryBytes, files, directories }: InodeCount): InodeCount => ({
  fileBytes,
  directoryBytes,
  files,
  directories,
});

/**
 * All that is stored in the filesystems that are asked for (by `major:minor`), whether a path leads to it or a mount
 * hides it: each inode once, holes not. An ext4 tells by its inode tables, others by a walk.
 *
 * `contents dev= root= used= bytes= directory-bytes= files= directories= refused= complete=`: `used` as statfs(2) tells
 * it when the count begins, `bytes` those of all that is no directory, `root` the directory that was counted from. Or
 * `contents dev= errno=` when it cannot be seen without the mounts on it.
 */
const filesystemContents: Walk = {
  name: "filesystem-contents",
  onTree: false,
  moves: true,
  async run({ root, targets }) {
    const wanted = new Set(targets);
    const deadline = performance.now() + WALK_SECONDS * 1000;
    let text = "";
    for (const disk of diskFilesystems(root).filter(({ device }) => wanted.has(device))) {
      const line = await contentsLine(root, disk, deadline);
      if (line !== null) text += `${line}\n`;
    }
    return text;
  },
};

export default filesystemContents;
