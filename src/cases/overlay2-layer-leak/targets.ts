import type { Overlay2Layers } from "#facts/walk/overlay2-layers.ts";
import { classify, pathOf } from "./classify.ts";

/**
 * Directories that are looked into for their form and size. Ours: 512 of them are read in a tenth of a second, and a
 * host that has forgotten more can be told by those, taken evenly; all of 40 000 would keep a disk busy for minutes.
 */
const MEASURED_AT_MOST = 512;

/** Every layer's `<id>` and `<id>-init` stay together. */
function evenly(names: readonly string[], most: number): string[] {
  if (names.length <= most) return [...names];
  const bases = names.filter(
    (name) => !name.endsWith("-init") || !names.includes(name.slice(0, -5)),
  );
  const step = names.length / most;
  const kept = new Set<string>();
  for (let at = 0; at < bases.length; at += step) {
    const base = bases[Math.floor(at)];
    if (base !== undefined) kept.add(base).add(`${base}-init`);
  }
  return names.filter((name) => kept.has(name));
}

/** Paths of the directories that look leaked so far. The same readings give the same paths. */
export function pathsToMeasure(layers: Overlay2Layers): readonly string[] {
  return layers.stores.flatMap((store) => {
    const leaked = [...classify(layers, store)].flatMap(([name, { kind }]) =>
      kind === "leaked" ? [name] : [],
    );
    return evenly(leaked.toSorted(), MEASURED_AT_MOST).map((name) => pathOf(store, name));
  });
}
