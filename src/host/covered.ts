import type { Mount } from "./mount-table.ts";

/** A place of a filesystem that a mount lies on, so that no path leads to what is stored there. */
export interface Covered {
  /** Of the filesystem below. */
  readonly device: string;
  /** The place, from the top of that filesystem. */
  readonly path: string;
  /** The mount point that covers it. */
  readonly point: string;
}

const isWithin = (path: string, top: string): boolean =>
  path === top || path.startsWith(top === "/" ? "/" : `${top}/`);

/** What remains of a path below a directory above it, with its slash; empty for the directory itself. */
const below = (path: string, top: string): string => (top === "/" ? path : path.slice(top.length));

const joined = (root: string, rest: string): string => {
  const path = root === "/" ? rest : root + rest;
  return path === "" ? "/" : path === "/" ? "/" : path.replace(/\/$/, "");
};

/** Mounts on mounts: more than any host has, less than the stack holds. A table that names a circle ends here. */
const DEEPEST = 2000;

/** Tells what a mount namespace shows of its filesystems. */
export class MountView {
  readonly #byId: ReadonlyMap<number, Mount>;
  readonly #children = new Map<number, Mount[]>();
  readonly #byDeviceRoot = new Map<string, Mount[]>();
  readonly #mounts: readonly Mount[];
  readonly #reachable = new Map<number, boolean>();

  constructor(mounts: readonly Mount[]) {
    this.#mounts = mounts;
    this.#byId = new Map(mounts.map((mount) => [mount.id, mount]));
    for (const mount of mounts) {
      const siblings = this.#children.get(mount.parent) ?? [];
      this.#children.set(mount.parent, siblings);
      if (mount.id !== mount.parent) siblings.push(mount);
      const key = `${mount.device} ${mount.root}`;
      const same = this.#byDeviceRoot.get(key) ?? [];
      this.#byDeviceRoot.set(key, same);
      same.push(mount);
    }
  }

  /**
   * Places of filesystems that no path leads to, because something is mounted over them and no other mount shows them:
   * a bind mount of a directory onto itself hides nothing. Places inside of such a place are left out.
   */
  hidden(isWanted: (mount: Mount) => boolean): Covered[] {
    const found = new Map<string, Covered>();
    for (const child of this.#mounts) {
      const under = this.#byId.get(child.parent);
      if (under === undefined || under === child || !isWanted(under)) continue;
      if (!isWithin(child.point, under.point)) continue;
      const path = joined(under.root, below(child.point, under.point));
      const key = `${under.device} ${path}`;
      if (!found.has(key) && !this.#isShown(under.device, path))
        found.set(key, { device: under.device, path, point: child.point });
    }
    return [...found.values()].filter((place) => !hasAbove(found, place));
  }

  /** Other mounts that show the same directory of the filesystem, and that a path leads to. */
  again({ id, device, root }: Mount): Mount[] {
    return (this.#byDeviceRoot.get(`${device} ${root}`) ?? []).filter(
      (mount) => mount.id !== id && this.#isReachable(mount, 0) && !this.#isCovered(mount, ""),
    );
  }

  #isShown(device: string, path: string): boolean {
    for (const root of directoriesAbove(path)) {
      for (const mount of this.#byDeviceRoot.get(`${device} ${root}`) ?? []) {
        if (this.#isReachable(mount, 0) && !this.#isCovered(mount, below(path, root))) return true;
      }
    }
    return false;
  }

  /** Whether something lies on a mount at or above a place below its point. */
  #isCovered(mount: Mount, rest: string): boolean {
    const place = joined(mount.point, rest);
    return (this.#children.get(mount.id) ?? []).some(({ point }) => isWithin(place, point));
  }

  #isReachable(mount: Mount, depth: number): boolean {
    const known = this.#reachable.get(mount.id);
    if (known !== undefined || depth > DEEPEST) return known ?? false;
    const parent = this.#byId.get(mount.parent);
    const siblings = this.#children.get(mount.parent) ?? [];
    const reachable =
      parent === undefined ||
      parent === mount ||
      (!siblings.some(({ point }) => point !== mount.point && isWithin(mount.point, point)) &&
        this.#isReachable(parent, depth + 1));
    this.#reachable.set(mount.id, reachable);
    return reachable;
  }
}

/** `/a/b` → `/a/b`, `/a`, `/`. */
function directoriesAbove(path: string): string[] {
  const above: string[] = [];
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) above.push(at);
  return path === "/" ? ["/"] : [...above, "/"];
}

function hasAbove(found: ReadonlyMap<string, Covered>, { device, path }: Covered): boolean {
  return directoriesAbove(path).some((above) => above !== path && found.has(`${device} ${above}`));
}
