import type { Overlay2Layers } from "#facts/walk/overlay2-layers.ts";
import { classify, pathOf } from "./classify.ts";

/**
 * So many directories are all looked into for their form and size: a tenth of a second. Ours. Of more, so many taken
 * evenly tell the rest: to measure 40 000 would keep a disk busy for minutes.
 */
const MEASURED_ALL = 512;
const MEASURED_OF_MORE = 128;

/** A container's `<id>` and `<id>-init` stay together. */
function evenly(names: readonly string[]): readonly string[] {
  if (names.length <= MEASURED_ALL) return names;
  const all = new Set(names);
  const bases = names.filter((name) => !name.endsWith("-init") || !all.has(name.slice(0, -5)));
  const step = names.length / MEASURED_OF_MORE;
  const kept: string[] = [];
  for (let at = 0; at < bases.length; at += step) {
    const base = bases[Math.floor(at)] ?? "";
    kept.push(base, ...(all.has(`${base}-init`) ? [`${base}-init`] : []));
  }
  return kept;
}

/** Paths of directories that look leaked so far. */
export function pathsToMeasure(layers: Overlay2Layers): readonly string[] {
  return layers.stores.flatMap((store) => {
    const leaked: string[] = [];
    for (const [name, { kind }] of classify(layers, store))
      if (kind === "leaked") leaked.push(name);
    return evenly(leaked).map((name) => pathOf(store, name));
  });
}
