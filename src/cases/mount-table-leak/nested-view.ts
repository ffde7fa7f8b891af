import type { MountTable } from "#facts/proc/self/mountinfo.ts";

/**
 * A directory that is mounted inside itself, inside itself, and so on: what is left in a namespace that gets a copy of
 * every mount made below the directory, when the directory holds the place where the namespace itself is mounted.
 */
export interface NestedView {
  /** How often it is mounted in the namespace. */
  readonly copies: number;
  /** A view in a view of the view: how many there are of the directory that has most. */
  readonly nested: number;
  /** The most views that one path leads through, the outermost not counted. */
  readonly depth: number;
  /** Index of its outermost mount, other than at `/` where there is one. */
  readonly top: number;
  /** Index of its first mount inside itself. */
  readonly inner: number;
  /** Mounts of it that lie on each other at the outermost mount's point. */
  readonly stacked: number;
}

/** A view in fewer mounts cannot be nested often enough to matter. */
const FEWEST_COPIES = 4;

/** Directories of one path that are looked at, from either end: a hostile path may have thousands. */
const MOST_DIRECTORIES = 48;

function hasPrefixIn(path: string, points: ReadonlyMap<string, number>): boolean {
  if (path !== "/" && points.has("/")) return true;
  let end = path.indexOf("/", 1);
  for (let tries = 0; end !== -1 && tries < MOST_DIRECTORIES; tries++) {
    if (points.has(path.slice(0, end))) return true;
    end = path.indexOf("/", end + 1);
  }
  return false;
}

/** How many other points a path leads through: as many as the longest of its prefixes among them, and one more. */
function levelOf(path: string, levels: ReadonlyMap<string, number>): number {
  let end = path.lastIndexOf("/");
  for (let tries = 0; end > 0 && tries < MOST_DIRECTORIES; tries++) {
    const level = levels.get(path.slice(0, end));
    if (level !== undefined) return level + 1;
    end = path.lastIndexOf("/", end - 1);
  }
  const top = path === "/" ? undefined : levels.get("/");
  return top === undefined ? 0 : top + 1;
}

/** The places of one view, the shortest path first. */
interface Places {
  readonly points: readonly string[];
  readonly indexes: readonly number[];
  /** Mounts at each point: they lie on each other. */
  readonly counts: ReadonlyMap<string, number>;
}

function placesOf(table: MountTable, indexes: readonly number[]): Places {
  const sorted = indexes
    .map((index) => ({ index, point: table.point(index) }))
    .toSorted((a, b) => a.point.length - b.point.length);
  const counts = new Map<string, number>();
  for (const { point } of sorted) counts.set(point, (counts.get(point) ?? 0) + 1);
  return {
    points: sorted.map(({ point }) => point),
    indexes: sorted.map(({ index }) => index),
    counts,
  };
}

function depthsOf({ points, indexes }: Places): Pick<NestedView, "nested" | "depth" | "inner"> {
  const levels = new Map<string, number>();
  let nested = 0;
  let depth = 0;
  let inner = indexes[0] ?? 0;
  for (const [place, point] of points.entries()) {
    const level = levels.get(point) ?? levelOf(point, levels);
    levels.set(point, level);
    if (level >= 2) nested++;
    if (level > 0 && depth === 0) inner = indexes[place] ?? 0;
    depth = Math.max(depth, level);
  }
  return { nested, depth, inner };
}

function nestingOf(table: MountTable, mounts: readonly number[]): NestedView | null {
  const places = placesOf(table, mounts);
  const { points, indexes, counts } = places;
  if (!hasPrefixIn(points.at(-1) ?? "/", counts)) return null;
  const top = Math.max(
    0,
    points.findIndex((point) => point !== "/"),
  );
  return {
    ...depthsOf(places),
    copies: indexes.length,
    top: indexes[top] ?? 0,
    stacked: counts.get(points[top] ?? "") ?? 1,
  };
}

/** Of those that are copied about as often, the one that begins outermost: what holds the others. */
function outermost(table: MountTable, views: readonly NestedView[]): NestedView | null {
  const copies = views.reduce((most, view) => Math.max(most, view.copies), 0);
  const nested = views.reduce((most, view) => Math.max(most, view.nested), 0);
  const [first] = views
    .filter((view) => view.copies * 2 >= copies)
    .toSorted((a, b) => table.point(a.top).length - table.point(b.top).length);
  return first ? { ...first, nested } : null;
}

function search(table: MountTable): NestedView | null {
  const views = new Map<string, number[]>();
  for (let index = 0; index < table.length; index++) {
    const view = table.view(index);
    const indexes = views.get(view);
    if (indexes) indexes.push(index);
    else views.set(view, [index]);
  }
  const nested = [...views.values()].flatMap((indexes) => {
    const nesting = indexes.length < FEWEST_COPIES ? null : nestingOf(table, indexes);
    return nesting && nesting.depth > 0 ? [nesting] : [];
  });
  return outermost(table, nested);
}

const known = new WeakMap<MountTable, { readonly view: NestedView | null }>();

/**
 * The directory of a mount table that is nested in itself most often; null if there is none. Paths decide, not parent
 * ids: a part of the tree may lie outside of what the reader's root reaches.
 */
export function nestedView(table: MountTable): NestedView | null {
  let answer = known.get(table);
  if (!answer) known.set(table, (answer = { view: search(table) }));
  return answer.view;
}
