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

/** A mount, and the table it stands in. */
interface Shown {
  readonly table: MountTable;
  readonly mount: Mount;
}

/** The mount tables of a host, as they are asked for: those of others are read only when the operator's own does not tell. */
export interface Tables {
  readonly own: MountTable;
  /** Mounts of a device in the tables of other mount namespaces. */
  others(device: string): readonly Shown[];
  /** The same table with all its mounts. */
  whole(table: MountTable): MountTable;
}

/** Finds the filesystem on a device that an open file takes its blocks from. */
export class Attribution {
  readonly #tables: Tables;
  readonly #byId: ReadonlyMap<number, Mount>;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#byId = new Map(tables.own.mounts.map((mount) => [mount.id, mount]));
  }

  /**
   * A mount of the filesystem that holds the blocks; of an overlay, that of its upper directory.
   * @returns null for the kernel's own filesystems (memfd, SysV memory) and for mounts that no process's table shows.
   */
  filesystemOf(device: string, mountId: number | null): Mount | null {
    const own = mountId === null ? null : this.#byId.get(mountId);
    if (own) return this.#below({ table: this.#tables.own, mount: own }, DEEPEST);
    const shown = this.#shown(device);
    const found = shown.find(({ mount }) => mount.id === mountId) ?? shown[0];
    return found ? this.#below(found, DEEPEST) : null;
  }

  #shown(device: string): readonly Shown[] {
    const { own } = this.#tables;
    const here = own.mounts
      .filter((mount) => mount.device === device)
      .map((mount) => ({ table: own, mount }));
    return here.length > 0 ? here : this.#tables.others(device);
  }

  #below({ table, mount }: Shown, deepest: number): Mount | null {
    if (mount.type !== "overlay") return mount;
    const upper = upperOf(mount);
    if (upper === null || deepest === 0) return null;
    // A container sees its overlay at `/`; who mounted it sees it elsewhere, and there the path of the upper directory holds.
    const places = table.own ? this.#shown(mount.device) : this.#tables.others(mount.device);
    const outside = places.find((place) => place.mount.point !== "/");
    // dockerd names layers relative to the directory above `<layer>/merged` when there are many.
    const base = outside ? dirname(dirname(outside.mount.point)) : "/";
    const there = this.#tables.whole(outside?.table ?? this.#tables.own);
    const next = mountAbove(there, resolve(base, upper));
    return next === null ? null : this.#below({ table: there, mount: next }, deepest - 1);
  }
}
