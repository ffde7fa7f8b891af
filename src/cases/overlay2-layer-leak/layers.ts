import type { Container } from "#facts/docker/containers.ts";
import type { LayerUsage } from "#facts/walk/layer-usage.ts";
import type { LayerReference, Overlay2Layers, Overlay2Store } from "#facts/walk/overlay2-layers.ts";
import {
  classify,
  type CloserLook,
  type Doubt,
  lookInto,
  type Proof,
  type Standing,
} from "./classify.ts";

/** A layer as people count them: a container's `<id>` and `<id>-init` are one, if one can be said of both. */
interface Layer {
  /** Name of its directory. */
  readonly name: string;
  /** Its directories: the one named, and its `-init` where that goes with it. */
  readonly directories: readonly string[];
}

export interface LayerInUse extends Layer {
  readonly reference: LayerReference;
  /** The container that it belongs to, if its configuration could be read. */
  readonly container: Container | null;
}

/** What directories take; `measured` of them were counted. */
export interface Cost {
  readonly bytes: number;
  readonly inodes: number;
  readonly measured: number;
}

export interface LeakedLayer extends Layer {
  readonly proof: Proof;
  /** Null if none of its directories was measured. */
  readonly cost: Cost | null;
}

export interface UndecidedLayer extends Layer {
  readonly doubt: Doubt;
}

export interface LayerLists {
  readonly store: Overlay2Store;
  readonly inUse: readonly LayerInUse[];
  readonly leaked: readonly LeakedLayer[];
  readonly undecided: readonly UndecidedLayer[];
}

/** The most telling reference first: a container or an image says more than the mount that it causes. */
const TELLING = ["container", "image", "build", "mount", "process", "stack", "removing"] as const;

function tellingOf(references: readonly LayerReference[]): LayerReference | null {
  for (const kind of TELLING) {
    const found = references.find((reference) => reference.kind === kind);
    if (found) return found;
  }
  return null;
}

/** Puts `<id>-init` with its `<id>` where both are in the list and `same` says the same of both. */
function fold<T>(
  list: ReadonlyMap<string, T>,
  same: (one: T, other: T) => boolean,
): (Layer & { readonly of: T })[] {
  const folded: (Layer & { readonly of: T })[] = [];
  for (const [name, of] of list) {
    const base = name.endsWith("-init") ? list.get(name.slice(0, -5)) : undefined;
    if (base !== undefined && same(base, of)) continue;
    const init = `${name}-init`;
    const ofInit = list.get(init);
    const joins = ofInit !== undefined && same(of, ofInit);
    folded.push({ name, of, directories: joins ? [name, init] : [name] });
  }
  return folded;
}

function costOf(
  directories: readonly string[],
  usage: ReadonlyMap<string, LayerUsage>,
): Cost | null {
  let [bytes, inodes, measured] = [0, 0, 0];
  for (const name of directories) {
    const size = usage.get(name)?.size;
    if (!size) continue;
    bytes += size.bytes;
    inodes += size.inodes;
    measured++;
  }
  return measured === 0 ? null : { bytes, inodes, measured };
}

const isOfKind = <K extends Standing["kind"]>(
  standing: Standing,
  kind: K,
): standing is Extract<Standing, { kind: K }> => standing.kind === kind;

function ofKind<K extends Standing["kind"]>(
  standings: ReadonlyMap<string, Standing>,
  kind: K,
): ReadonlyMap<string, Extract<Standing, { kind: K }>> {
  const found = new Map<string, Extract<Standing, { kind: K }>>();
  for (const [name, standing] of standings) if (isOfKind(standing, kind)) found.set(name, standing);
  return found;
}

/** The three lists of one store: every directory is in exactly one of them. */
export function listLayers(
  layers: Overlay2Layers,
  store: Overlay2Store,
  closer: CloserLook,
  containers: readonly Container[],
): LayerLists {
  const look = lookInto(store, closer);
  const standings = classify(layers, store, look);
  const byId = new Map(containers.map((container) => [container.id, container]));
  const references = new Map(
    [...store.referenced].flatMap(([name, all]) => {
      const reference = tellingOf(all);
      return reference === null || standings.has(name) ? [] : [[name, reference] as const];
    }),
  );
  const sameDoubt = (one: Doubt, other: Doubt): boolean => one.kind === other.kind;
  return {
    store,
    inUse: fold(references, (one, other) => one.who === other.who).map(({ of, ...layer }) => ({
      ...layer,
      reference: of,
      container: of.kind === "container" ? (byId.get(of.who) ?? null) : null,
    })),
    leaked: fold(ofKind(standings, "leaked"), () => true).map(({ of, ...layer }) => ({
      ...layer,
      proof: of.proof,
      cost: costOf(layer.directories, look.usage),
    })),
    undecided: fold(ofKind(standings, "undecided"), (one, other) =>
      sameDoubt(one.doubt, other.doubt),
    ).map(({ of, ...layer }) => ({ ...layer, doubt: of.doubt })),
  };
}

/** What all leaked layers of a list take: as measured, or told from those that were if only some were. */
export interface TotalCost extends Cost {
  readonly directories: number;
  readonly isEstimate: boolean;
}

/** @returns null if nothing was measured. */
export function totalCost(leaked: readonly LeakedLayer[]): TotalCost | null {
  const directories = leaked.reduce((sum, layer) => sum + layer.directories.length, 0);
  const costs = leaked.flatMap(({ cost }) => cost ?? []);
  const measured = costs.reduce((sum, cost) => sum + cost.measured, 0);
  if (measured === 0) return null;
  const scale = directories / measured;
  const all = (of: (cost: Cost) => number): number =>
    Math.round(costs.reduce((sum, cost) => sum + of(cost), 0) * scale);
  return {
    bytes: all(({ bytes }) => bytes),
    inodes: all(({ inodes }) => inodes),
    measured,
    directories,
    isEstimate: measured < directories,
  };
}
