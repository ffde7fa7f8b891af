import type {
  Overlay2Layers,
  Overlay2Store,
  SightGap,
  UnreferencedLayer,
} from "#facts/walk/overlay2-layers.ts";
import type { LayerUsage } from "#facts/walk/layer-usage.ts";

/**
 * How long a layer younger than its daemon must have been left alone before it is nobody's. Ours: between the making of
 * a directory and its entry in layerdb lie milliseconds for a container; an unpacking pull has a transaction open.
 */
export const QUIET_SECONDS = 600;

/** Why a layer that nothing refers to is no layer that an operation is about to refer to. */
export type Proof =
  /** No daemon runs on this root: nothing is in progress. */
  | { readonly kind: "daemon-stopped" }
  /** Made before the daemon that runs now, which cannot be in the middle of making it. */
  | { readonly kind: "older-than-daemon"; readonly seconds: number }
  /** Younger than the daemon, long untouched, and no transaction is open. */
  | { readonly kind: "left-alone"; readonly seconds: number }
  /** A copy of a host's files, which tells of no process: all its files say so. */
  | { readonly kind: "by-its-files" };

/** Why it cannot be told whether a layer is leaked. */
export type Doubt =
  /** Maybe of a pull, a build or a container that is being made. */
  | { readonly kind: "in-progress" }
  /** The daemon began to remove it a moment ago. */
  | { readonly kind: "being-removed" }
  /** A removal took part of it, or layerdb tells that its removal began. */
  | { readonly kind: "half-removed" }
  /** No layer by its name or form. */
  | { readonly kind: "foreign" }
  /** Something is mounted inside. */
  | { readonly kind: "mounted-over" }
  /** A layer about which there is doubt stacks on it. */
  | { readonly kind: "carries-doubtful" }
  /** The daemon keeps its images elsewhere: what lies here is of an earlier setting, and may be wanted again. */
  | { readonly kind: "other-store"; readonly store: string }
  /** Something that may refer to it could not be read. */
  | { readonly kind: "blind"; readonly gap: SightGap };

export type Standing =
  | { readonly kind: "leaked"; readonly proof: Proof }
  | { readonly kind: "undecided"; readonly doubt: Doubt };

const HALF: Doubt = { kind: "half-removed" };
const doubt = (what: Doubt): Standing => ({ kind: "undecided", doubt: what });

/** A name that a database can be searched for. Layers of dockerd have 64 hexadecimal digits, BuildKit's 25 of base 36. */
const SEARCHABLE = /^[!-~]{8,}$/;

/** The other of a container's two directories, `<id>` and `<id>-init`. */
const partnerOf = (name: string): string =>
  name.endsWith("-init") ? name.slice(0, -5) : `${name}-init`;

function otherStore(store: Overlay2Store): Doubt | null {
  const [trace] = store.containerd;
  if (store.driver !== null && store.driver !== "overlay2")
    return { kind: "other-store", store: store.driver };
  if (trace !== undefined) return { kind: "other-store", store: trace };
  return store.hasLayerdb ? null : { kind: "other-store", store: "image/overlay2" };
}

/** A torn entry of layerdb hides one layer, of an image or of a container: only such a layer may be it. */
function hides(gap: SightGap, pair: boolean): boolean {
  return gap.what !== "torn" || gap.path.endsWith("/mount-id") === pair;
}

/** What a closer look found, and which directories it did not find any more: both by path, or by name for one store. */
export interface CloserLook {
  readonly usage: ReadonlyMap<string, LayerUsage>;
  readonly gone: ReadonlySet<string>;
}

/** What of a closer look is of one store, by the names of its directories. */
export function lookInto(store: Overlay2Store, { usage, gone }: CloserLook): CloserLook {
  const top = pathOf(store, "");
  const isHere = (path: string): boolean => path.startsWith(top);
  const named = [...usage].filter(([path]) => isHere(path));
  return {
    usage: new Map(named.map(([path, one]) => [path.slice(top.length), one])),
    gone: new Set([...gone].filter(isHere).map((path) => path.slice(top.length))),
  };
}

/** The layers of one store. */
interface Scope {
  readonly layers: Overlay2Layers;
  readonly store: Overlay2Store;
}

/** What can be said of all layers of a store that are a container's pair of directories, or of all that are not. */
interface Ground extends Scope {
  /** Says the same of every layer. */
  readonly obstacle: Doubt | null;
  /** Where no daemon owns the store: the same of every layer too. */
  readonly settled: Doubt | Proof | null;
  /** Whether a transaction is open that a layer may belong to. */
  readonly open: boolean;
  readonly start: number;
}

function groundOf(scope: Scope, pair: boolean): Ground {
  const { daemon, writeSets } = scope.store;
  const start = daemon?.start ?? Number.NEGATIVE_INFINITY;
  return {
    ...scope,
    obstacle: obstacle(scope, pair),
    settled: daemon === null ? withoutDaemon(scope, pair) : null,
    open: !pair && [...writeSets.values()].some((time) => time >= start),
    start,
  };
}

/** Where no daemon owns the store: what is in progress without one, or null if there may be one that is not seen. */
function withoutDaemon({ layers, store }: Scope, pair: boolean): Doubt | Proof | null {
  if (layers.live) return layers.whole ? { kind: "daemon-stopped" } : null;
  if (layers.processes > 0) return { kind: "daemon-stopped" };
  return store.writeSets.size > 0 && !pair ? { kind: "in-progress" } : { kind: "by-its-files" };
}

/**
 * Whether an operation of the daemon may be about to refer to a layer.
 * @returns the doubt, or the proof that none is.
 */
function progress(ground: Ground, layer: UnreferencedLayer): Doubt | Proof {
  const { settled, start, open } = ground;
  if (settled) return settled;
  const { now } = ground.store;
  const { changed, modified } = layer;
  const made = ground.layers.live ? Math.max(changed, modified) : modified;
  if (made < start) return { kind: "older-than-daemon", seconds: start - made };
  if (now === null || now - made < QUIET_SECONDS || open) return { kind: "in-progress" };
  return { kind: "left-alone", seconds: now - made };
}

const PROOFS: ReadonlySet<string> = new Set<Proof["kind"]>([
  "daemon-stopped",
  "older-than-daemon",
  "left-alone",
  "by-its-files",
]);
const isProof = (what: Doubt | Proof): what is Proof => PROOFS.has(what.kind);

/** What lies in the directory says of it, where it was looked into. */
function anatomy(usage: LayerUsage): Doubt | null {
  if ((usage.size?.mountPoints ?? 0) > 0) return { kind: "mounted-over" };
  if (usage.entries.has("diff") && usage.link === "linked") return null;
  const layerLike = ["diff", "link", "lower", "work", "merged", "committed"];
  const isLayer = usage.entries.size === 0 || layerLike.some((entry) => usage.entries.has(entry));
  return { kind: isLayer ? "half-removed" : "foreign" };
}

/** What keeps from judging any layer of a store, or this kind of layer. */
function obstacle({ layers, store }: Scope, pair: boolean): Doubt | null {
  const elsewhere = otherStore(store);
  if (elsewhere) return elsewhere;
  const ofAll = layers.gaps.filter(({ what }) => what !== "refused");
  const gap = [...ofAll, ...store.gaps].find((one) => hides(one, pair));
  return gap ? { kind: "blind", gap } : null;
}

/** The latest of what was seen of a directory from outside and, if it was looked into, from inside. */
function latest(layer: UnreferencedLayer, usage: LayerUsage | null): UnreferencedLayer {
  if (usage === null) return layer;
  const { changed, modified } = usage;
  return {
    ...layer,
    changed: Math.max(layer.changed, changed),
    modified: Math.max(layer.modified, modified),
  };
}

/** One directory, by its own look. `usage` is null where it was not looked into. */
function standingOf(
  ground: Ground,
  name: string,
  layer: UnreferencedLayer,
  usage: LayerUsage | null,
): Standing {
  if (layer.links === 0 || !SEARCHABLE.test(name)) return doubt({ kind: "foreign" });
  if (ground.obstacle) return doubt(ground.obstacle);
  const found = progress(ground, latest(layer, usage));
  if (!isProof(found)) return doubt(found);
  // Two links: a directory without one inside. Some filesystems do not count, and say one.
  const form = usage ? anatomy(usage) : layer.links === 2 ? HALF : null;
  return form ? doubt(form) : { kind: "leaked", proof: found };
}

/** Layers below those that are in doubt are in doubt too: what stacks on them may come to life. */
function carryDoubt(store: Overlay2Store, standings: Map<string, Standing>): void {
  const open: string[] = [];
  for (const [name, { kind }] of standings) if (kind === "undecided") open.push(name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const below of store.stacks.get(name) ?? []) {
      if (standings.get(below)?.kind !== "leaked") continue;
      standings.set(below, doubt({ kind: "carries-doubtful" }));
      open.push(below);
    }
  }
}

/** A removal that began: a large layer takes its time, and then it is nobody's leftover yet. */
function removalOf({ layers, store }: Scope, name: string): Doubt {
  const { daemon, now } = store;
  const began = store.removals.get(name) ?? Number.NEGATIVE_INFINITY;
  const running = daemon !== null || (layers.live && !layers.whole);
  const recent = now !== null && now - began < QUIET_SECONDS && began >= (daemon?.start ?? began);
  return running && recent ? { kind: "being-removed" } : HALF;
}

/** A container's two directories are made and removed together: doubt about one is doubt about the other. */
function shareDoubt(standings: Map<string, Standing>): void {
  for (const [name, { kind }] of standings) {
    if (kind === "undecided" && standings.get(partnerOf(name))?.kind === "leaked")
      standings.set(partnerOf(name), doubt({ kind: "carries-doubtful" }));
  }
}

/**
 * Whether each directory that nothing refers to is leaked. Never a guess: whatever may still be wanted is undecided.
 *
 * @param look what a closer look found in the directories, if there was one.
 */
export function classify(
  layers: Overlay2Layers,
  store: Overlay2Store,
  look: CloserLook = { usage: new Map(), gone: new Set() },
): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>();
  const [pairs, others] = [groundOf({ layers, store }, true), groundOf({ layers, store }, false)];
  for (const [name, layer] of store.unreferenced) {
    const ground = store.unreferenced.has(partnerOf(name)) ? pairs : others;
    standings.set(name, standingOf(ground, name, layer, look.usage.get(name) ?? null));
  }
  for (const name of look.gone) standings.delete(name);
  for (const [name, references] of store.referenced)
    if (references.every(({ kind }) => kind === "removing"))
      standings.set(name, doubt(removalOf({ layers, store }, name)));
  shareDoubt(standings);
  carryDoubt(store, standings);
  return standings;
}

export function pathOf({ dataRoot }: Overlay2Store, name: string): string {
  return `${dataRoot.endsWith("/") ? dataRoot.replace(/\/+$/, "") : dataRoot}/overlay2/${name}`;
}
