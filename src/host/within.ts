import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { linkTarget } from "./directory.ts";
import type { Locate } from "./pattern.ts";

const MOST_LINKS = 40;

/**
 * Follows links inside a snapshot only: a tree from elsewhere may point anywhere. What lies outside is not even asked,
 * for it may never answer.
 */
export function within(root: string): Locate {
  const top = realpathSync(root);
  const tops = [top, resolve(root)];
  const directories = new Map<string, string | null>();

  /** The place in the tree of a path of this machine; null if it is outside. */
  function inside(local: string): string | null {
    const above = tops.find((one) => local === one || local.startsWith(`${one}/`));
    return above === undefined ? null : join("/", relative(above, local));
  }

  function directory(path: string, links: number): string | null {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const found = place(path, links);
    directories.set(path, found);
    return found;
  }

  function place(path: string, links: number): string | null {
    if (path === "/") return top;
    const parent = directory(dirname(path), links);
    if (parent === null) return null;
    const local = join(parent, basename(path));
    const target = linkTarget(local);
    if (typeof target !== "string") return local;
    const next = links < MOST_LINKS ? inside(resolve(parent, target)) : null;
    return next === null ? null : place(next, links + 1);
  }

  return (path) => place(join("/", path), 0);
}
