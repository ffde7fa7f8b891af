import { dirname, resolve } from "node:path";
import { decodeOctal } from "#text/octal.ts";
import { type Mount, type MountTable } from "./mount-table.ts";

/** Overlays on overlays: as deep as the kernel allows (FILESYSTEM_MAX_STACK_DEPTH is 2), and one more. */
const DEEPEST = 3;

/** The mount that a path lies on: the longest mount point above it, and of several there the last. */
function mountAbove(table: MountTable, path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of table.mounts) {
    const { point } = mount;
    const above = point === "/" || path === point || path.startsWith(`${point}/`);
    if (above && point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** The upper directory of an overlay, as the one who mounted it named it; null for an overlay that only reads. */
function upperOf({ options }: Mount): string | null {
  const upper = /(?:^|,)upperdir=((?:\\,|[^,])*)/.exec(decodeOctal(options))?.[1];
  return upper === undefined ? null : upper.replace(/\\(.)/g, "$1");
}

/** Finds the filesystem on a device that an open file takes its blocks from. */
export class Attribution {
  readonly #tables: readonly MountTable[];
  readonly #byId = new Map<number, Mount>();
  readonly #byDevice = new Map<string, { table: MountTable; mount: Mount }[]>();

  constructor(tables: readonly MountTable[]) {
    this.#tables = tables;
    for (const table of tables) {
      for (const mount of table.mounts) {
        this.#byId.set(mount.id, mount);
        const there = this.#byDevice.get(mount.device) ?? [];
        this.#byDevice.set(mount.device, there);
        there.push({ table, mount });
      }
    }
  }

  /**
   * A mount of the filesystem that holds the blocks; of an overlay, that of its upper directory.
   * @returns null for the kernel's own filesystems (memfd, SysV memory) and for mounts that no process's table shows.
   */
  filesystemOf(device: string, mountId: number | null): Mount | null {
    const mount = (mountId === null ? null : this.#byId.get(mountId)) ?? this.#of(device);
    return mount === null ? null : this.#below(mount, DEEPEST);
  }

  #of(device: string): Mount | null {
    return this.#byDevice.get(device)?.[0]?.mount ?? null;
  }

  #below(mount: Mount, deepest: number): Mount | null {
    if (mount.type !== "overlay") return mount;
    const upper = upperOf(mount);
    if (upper === null || deepest === 0) return null;
    // A container sees its overlay at `/`; who mounted it sees it elsewhere, and there the path of the upper directory holds.
    const shown = this.#byDevice.get(mount.device) ?? [];
    const outside = shown.find((place) => place.mount.point !== "/");
    const table = outside?.table ?? this.#tables[0];
    if (table === undefined) return null;
    // dockerd names layers relative to the directory above `<layer>/merged` when there are many.
    const base = outside ? dirname(dirname(outside.mount.point)) : "/";
    const next = mountAbove(table, resolve(base, upper));
    return next === null ? null : this.#below(next, deepest - 1);
  }
}
