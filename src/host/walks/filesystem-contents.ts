import { formatRecord } from "#text/record.ts";
import { close } from "../directory.ts";
import { type DiskFilesystem, diskFilesystems } from "../filesystems.ts";
import { isAnonymous } from "../mount-table.ts";
import { openPrivately } from "../private-view.ts";
import { spaceOf } from "../statfs.ts";
import { countTogether } from "./tree-share.ts";
import type { Walk } from "./walk.ts";

/** For all filesystems together. Ours: what an operator waits for; a filesystem of many millions of files takes longer. */
const WALK_SECONDS = 240;

async function contentsLine(
  root: string,
  disk: DiskFilesystem,
  deadline: number,
): Promise<string | null> {
  const { mount } = disk.place;
  const view = openPrivately(root, disk.place);
  if (view < 0) return formatRecord("contents", { dev: disk.device, errno: -view });
  const space = spaceOf(view);
  const counted = await countTogether(view, {
    acrossDevices: isAnonymous(mount),
    deadline,
    inodes: space === null ? null : space.inodes - space.inodesFree,
  });
  close(view);
  if (space === null) return null;
  return formatRecord("contents", {
    dev: disk.device,
    root: mount.root,
    used: space.total - space.free,
    bytes: counted.fileBytes,
    "directory-bytes": counted.directoryBytes,
    files: counted.files,
    directories: counted.directories,
    refused: counted.refused,
    complete: !counted.stopped,
  });
}

/**
 * All that is stored in the filesystems that are asked for (by `major:minor`), whether a path leads to it or a mount
 * hides it: each inode once, holes not.
 *
 * `contents dev= root= used= bytes= directory-bytes= files= directories= refused= complete=`: `used` as statfs(2) tells
 * it when the count begins, `bytes` those of all that is no directory, `root` the directory that was counted from. Or
 * `contents dev= errno=` when it cannot be seen without the mounts on it.
 */
const filesystemContents: Walk = {
  name: "filesystem-contents",
  onTree: false,
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
