import { join } from "node:path";
import { formatRecord } from "#text/record.ts";
import { type Covered, MountView } from "../covered.ts";
import { askAt, close, Inode, openAny, openDirectoryAt } from "../directory.ts";
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

/** What lies under one mount point. */
interface Look {
  readonly place: Covered;
  files: number;
  bytes: number;
  readonly directories: number;
  readonly complete: boolean;
}

/** Looks under the mount points of one filesystem, each inode once. */
class HiddenPlaces {
  readonly #view: number;
  readonly #top: string;
  readonly #counter: TreeCounter;
  readonly #looks: Look[] = [];
  /** Where an inode with more than one link was met first. */
  readonly #linked = new Map<number | bigint, Look>();

  constructor(view: number, top: string, options: LookOptions) {
    this.#view = view;
    this.#top = top;
    this.#counter = new TreeCounter(options);
  }

  look(place: Covered): void {
    const relative = fromTop(place.path, this.#top);
    if (relative === null) return;
    const fd = openDirectoryAt(this.#view, cString(relative).address);
    if (fd >= 0) this.#walk(place, fd);
    else this.#ask(place, relative);
  }

  #walk(place: Covered, fd: number): void {
    const counter = this.#counter;
    const { files, fileBytes, directories, refused } = counter;
    counter.walk(fd);
    const look = {
      place,
      files: counter.files - files,
      bytes: counter.fileBytes - fileBytes,
      directories: counter.directories - directories,
      complete: !counter.stopped && counter.refused === refused,
    };
    this.#looks.push(look);
    if (look.files === 0) return;
    for (const inode of counter.linkedElsewhere.keys())
      if (!this.#linked.has(inode)) this.#linked.set(inode, look);
  }

  /** A file that another one is mounted over. */
  #ask(place: Covered, name: string): void {
    const inode = new Inode();
    if (askAt(this.#view, name, inode) < 0 || !inode.isRegular || inode.links > 1) return;
    const bytes = inode.allocated;
    this.#looks.push({ place, files: 1, bytes, directories: 0, complete: true });
  }

  /** A file that has a name outside of these places too is not hidden. */
  lines(): string[] {
    for (const [inode, bytes] of this.#counter.linkedElsewhere) {
      const look = this.#linked.get(inode);
      if (look === undefined) continue;
      look.files--;
      look.bytes -= bytes;
    }
    return this.#looks
      .filter(({ files, complete }) => files > 0 || !complete)
      .map(({ place, files, bytes, directories, complete }) =>
        formatRecord("hidden", {
          dev: place.device,
          point: place.point,
          path: place.path,
          files,
          bytes,
          directories,
          complete,
        }),
      );
  }
}

interface LookOptions {
  readonly acrossDevices: boolean;
  readonly deadline: number;
}

/** Where nothing is mounted on a filesystem, there is nothing to look under. */
function lookedAt(view: number, covered: number): string {
  if (view >= 0 || covered === 0) return "yes";
  return view === -EPERM ? "denied" : `errno-${-view}`;
}

function lines(root: string, disk: DiskFilesystem, deadline: number): string[] {
  const { table, mount } = disk.place;
  const view = openPrivately(root, disk.place);
  const reached = join(root, table.own ? "" : `/proc/${table.process}/root`, mount.point);
  const fd = view >= 0 ? view : openAny(reached);
  const space = fd >= 0 ? spaceOf(fd) : null;
  if (space === null) {
    if (fd >= 0) close(fd);
    return [];
  }
  const shown = new MountView(table.mounts);
  const covered = shown.hidden(({ device }) => device === disk.device);
  const options = { acrossDevices: isAnonymous(mount), deadline };
  const places = new HiddenPlaces(view, mount.root, options);
  if (view >= 0) for (const place of covered) places.look(place);
  const hidden = places.lines();
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
      looked: lookedAt(view, covered.length),
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
 * of the files, without directories; a file with another name elsewhere is not among them. `again dev= point=` names other mounts of the same directory.
 */
const filesystemUsage: Walk = {
  name: "filesystem-usage",
  onTree: false,
  moves: true,
  run({ root }) {
    const deadline = performance.now() + LOOK_SECONDS * 1000;
    const all = diskFilesystems(root).flatMap((disk) => lines(root, disk, deadline));
    return all.map((line) => `${line}\n`).join("");
  },
};

export default filesystemUsage;
