import { join } from "node:path";
import { formatRecord } from "#text/record.ts";
import { type Covered, MountView } from "../covered.ts";
import { askAt, close, Inode, openDirectory, openDirectoryAt } from "../directory.ts";
import { type DiskFilesystem, deviceBytes, diskFilesystems, ownBytes } from "../filesystems.ts";
import { cString, EPERM } from "../libc.ts";
import { isAnonymous } from "../mount-table.ts";
import { openPrivately } from "../private-view.ts";
import { spaceOf } from "../statfs.ts";
import { TreeCounter } from "./tree-usage.ts";
import type { Walk } from "./walk.ts";

/** For looking under mount points, all together: most are empty, and a full one is counted as far as time allows. */
const LOOK_SECONDS = 20;

const AGAIN_TOLD = 8;

/** How a path of the filesystem is named from the directory that a mount of it shows; null if it lies elsewhere. */
function fromTop(path: string, top: string): string | null {
  if (path === top) return ".";
  const prefix = top === "/" ? "/" : `${top}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

function hiddenLine(place: Covered, view: number, top: string, options: LookOptions): string[] {
  const relative = fromTop(place.path, top);
  if (relative === null) return [];
  const counter = new TreeCounter(options);
  const fd = openDirectoryAt(view, cString(relative).address);
  if (fd >= 0) counter.walk(fd);
  else {
    const inode = new Inode();
    if (askAt(view, relative, inode) < 0 || !inode.isRegular) return [];
    counter.files = 1;
    counter.fileBytes = inode.allocated;
  }
  if (counter.files === 0 && !counter.stopped) return [];
  return [
    formatRecord("hidden", {
      dev: place.device,
      point: place.point,
      path: place.path,
      files: counter.files,
      bytes: counter.fileBytes,
      directories: counter.directories,
      complete: !counter.stopped && counter.refused === 0,
    }),
  ];
}

interface LookOptions {
  readonly acrossDevices: boolean;
  readonly deadline: number;
}

function lines(root: string, disk: DiskFilesystem, deadline: number): string[] {
  const { table, mount } = disk.place;
  const view = openPrivately(root, disk.place);
  const reached = join(root, table.own ? "" : `/proc/${table.process}/root`, mount.point);
  const fd = view >= 0 ? view : openDirectory(reached);
  const space = fd >= 0 ? spaceOf(fd) : null;
  if (space === null) {
    if (fd >= 0) close(fd);
    return [];
  }
  const shown = new MountView(table.mounts);
  const covered = shown.hidden(({ device }) => device === disk.device);
  const options = { acrossDevices: isAnonymous(mount), deadline };
  const hidden =
    view < 0 ? [] : covered.flatMap((place) => hiddenLine(place, view, mount.root, options));
  close(fd);
  return [
    formatRecord("filesystem", {
      dev: disk.device,
      type: mount.type,
      source: mount.source,
      point: mount.point,
      root: mount.root,
      process: table.own ? null : table.process,
      total: space.total,
      free: space.free,
      available: space.available,
      inodes: space.inodes,
      "inodes-free": space.inodesFree,
      "device-bytes": deviceBytes(root, disk),
      own: ownBytes(root, disk),
      covered: covered.length,
      looked: view >= 0 ? "yes" : view === -EPERM ? "denied" : `errno-${-view}`,
    }),
    ...hidden,
    ...shown
      .again(mount)
      .slice(0, AGAIN_TOLD)
      .map(({ point }) => formatRecord("again", { dev: disk.device, point })),
  ];
}

/**
 * Filesystems on block devices, one line each, and what lies under their mount points.
 *
 * `filesystem dev= type= source= point= root= process= total= free= available= inodes= inodes-free= device-bytes= own=
 * covered= looked=`: bytes as statfs(2) tells them; `process` when only that process's mount namespace shows it; `own`
 * what the filesystem itself uses of the used bytes; `covered` places below mount points and whether they were `looked`
 * at. Then `hidden dev= point= path= files= bytes= directories= complete=` for each of these that holds files: `bytes`
 * of the files, without directories. `again dev= point=` names other mounts of the same directory.
 */
const filesystemUsage: Walk = {
  name: "filesystem-usage",
  onTree: false,
  run({ root }) {
    const deadline = performance.now() + LOOK_SECONDS * 1000;
    const all = diskFilesystems(root).flatMap((disk) => lines(root, disk, deadline));
    return all.map((line) => `${line}\n`).join("");
  },
};

export default filesystemUsage;
