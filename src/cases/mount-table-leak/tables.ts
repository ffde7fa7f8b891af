import type { AcrossNamespaces, Namespace, Read } from "#contract/reading.ts";
import type { MountTable } from "#facts/proc/self/mountinfo.ts";
import {
  type Ceiling,
  FULL_RATIO,
  fillOf,
  HALF_RATIO,
  NESTED_LATENT,
  NESTED_PRESENT,
} from "./limits.ts";
import { nestedView, type NestedView } from "./nested-view.ts";

/** The mount table of one namespace, and what is wrong with it. */
export interface NamespaceTable {
  readonly namespace: Namespace;
  readonly reading: Read<MountTable>;
  readonly mounts: number;
  readonly nesting: NestedView | null;
}

/** Whether a table shows the whole namespace: a process in a chroot is told only of the mounts that its root reaches. */
export function isWhole({ reading: { value: table } }: NamespaceTable): boolean {
  for (let index = 0; index < table.length; index++) if (table.point(index) === "/") return true;
  return false;
}

export interface Troubles {
  readonly recursive: "present" | "latent" | null;
  readonly full: "present" | "latent" | null;
}

/** The tables that were read, the fullest first. */
export function tablesOf(across: AcrossNamespaces<MountTable>): readonly NamespaceTable[] {
  return across.readings
    .flatMap(({ namespace, reading }): NamespaceTable[] =>
      reading.status === "read"
        ? [
            {
              namespace,
              reading,
              mounts: reading.value.length,
              nesting: nestedView(reading.value),
            },
          ]
        : [],
    )
    .toSorted((a, b) => b.mounts - a.mounts);
}

export function troublesOf(table: NamespaceTable, ceiling: Ceiling): Troubles {
  const nested = table.nesting?.nested ?? 0;
  const fill = fillOf(table.mounts, ceiling) ?? 0;
  const recursive =
    nested >= NESTED_PRESENT ? "present" : nested >= NESTED_LATENT ? "latent" : null;
  const full = fill >= FULL_RATIO ? "present" : fill >= HALF_RATIO ? "latent" : null;
  // A table that doubles and is half full: the doubling says it already.
  return { recursive, full: recursive !== null && full === "latent" ? null : full };
}

/** The directory that is mounted most often, and how often. */
export function mostRepeated(table: MountTable): {
  readonly index: number;
  readonly times: number;
} {
  const seen = new Map<string, { index: number; times: number }>();
  let most = { index: 0, times: 0 };
  for (let index = 0; index < table.length; index++) {
    const view = table.view(index);
    const one = seen.get(view) ?? { index, times: 0 };
    one.times++;
    if (one.times === 1) seen.set(view, one);
    if (one.times > most.times) most = one;
  }
  return most;
}

/** The type that most mounts are of, and how many. */
export function mostCommonType(table: MountTable): {
  readonly type: string;
  readonly times: number;
} {
  const seen = new Map<string, number>();
  for (let index = 0; index < table.length; index++) {
    const type = table.type(index);
    seen.set(type, (seen.get(type) ?? 0) + 1);
  }
  const [[type, times] = ["", 0]] = [...seen].toSorted(([, a], [, b]) => b - a);
  return { type, times };
}

/**
 * The mount through which a namespace gets copies: the view itself, or the outermost mount on the way to the view inside
 * of it. Where `/` is private, dockerd shares its data root alone, and that is what the container is a slave of.
 *
 * @returns its index, or null when nothing there is a slave: who made the copies made them in the namespace.
 */
export function receiverOf(table: MountTable, { top, inner }: NestedView): number | null {
  const [outer, end] = [table.point(top), table.point(inner)];
  const isOnTheWay = (point: string): boolean =>
    point === outer || (isBelow(point, outer) && isBelow(end, point));
  let found: number | null = null;
  for (let index = 0; index < table.length; index++) {
    const point = table.point(index);
    const isNearer = found === null || point.length < table.point(found).length;
    if (isNearer && isOnTheWay(point) && table.at(index).propagation.master !== null) found = index;
  }
  return found;
}

const isBelow = (path: string, above: string): boolean =>
  path.startsWith(above === "/" ? "/" : `${above}/`);

export interface Giver {
  readonly table: NamespaceTable;
  readonly index: number;
}

/** Larger tables are those that receive. */
const LARGEST_GIVER = 5000;

/** The mount of another namespace whose events a slave of the group receives. */
export function giverOf(tables: readonly NamespaceTable[], group: number): Giver | null {
  for (const table of tables.toReversed()) {
    if (table.mounts > LARGEST_GIVER) break;
    for (let index = 0; index < table.mounts; index++)
      if (table.reading.value.at(index).propagation.shared === group) return { table, index };
  }
  return null;
}
