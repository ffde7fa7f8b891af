import type { Says } from "#contract/message.ts";
import { type NonEmpty, nonEmpty } from "#contract/nonempty.ts";
import { bytes, type Quantity, quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import type { Evidence, EvidenceItem } from "#contract/verdict.ts";
import type { Overlay2Layers } from "#facts/walk/overlay2-layers.ts";
import { pathOf } from "./classify.ts";
import { type Harm, limits } from "./harm.ts";
import type { LayerInUse, LayerLists, LeakedLayer, TotalCost } from "./layers.ts";
import { words } from "./messages.ts";
import { costSays, doubtSays, proofSays, useSays } from "./sayings.ts";

/** What the evidence is made of, for one store. */
export interface Scene {
  readonly layers: Overlay2Layers;
  readonly lists: LayerLists;
  readonly cost: TotalCost | null;
  readonly harm: Harm;
  /** Names of containers that layerdb knows no layer of. */
  readonly lost: readonly string[];
  /** Whether the configurations of containers could be read at all. */
  readonly hasContainers: boolean;
  readonly origin: Origin;
}

const inLayers = (value: number): Quantity => quantity(value, "layers");

function leakedItem({ name, cost, proof }: LeakedLayer, origin: Origin): EvidenceItem {
  return {
    name,
    says: cost
      ? words.itemCost({ cost: costSays(cost), proof: proofSays(proof) })
      : proofSays(proof),
    quantities: cost ? [bytes(cost.bytes), quantity(cost.inodes, "inodes")] : [],
    origin,
  };
}

/** The largest first; those not measured last. */
function bySize(layers: readonly LeakedLayer[]): readonly LeakedLayer[] {
  const measured = layers.filter(({ cost }) => cost !== null);
  const others = layers.length > measured.length ? layers.filter(({ cost }) => !cost) : [];
  return [...measured.toSorted((a, b) => (b.cost?.bytes ?? 0) - (a.cost?.bytes ?? 0)), ...others];
}

function leakedEvidence(scene: Scene): Evidence {
  const { leaked, inUse, undecided, store } = scene.lists;
  const all = leaked.length + inUse.length + undecided.length;
  const origin = { ...scene.origin, source: pathOf(store, "") };
  return {
    label: words.leakedLabel(),
    says: words.leaked({ layers: inLayers(leaked.length), all: inLayers(all) }),
    observed: inLayers(leaked.length),
    limit: leaked.length === 0 ? limits.none : limits.layers,
    origin,
    items: bySize(leaked).map((layer) => leakedItem(layer, origin)),
  };
}

function inUseEvidence({ lists, origin, hasContainers }: Scene): Evidence {
  const { inUse, store } = lists;
  const of = (...kinds: readonly string[]): Quantity =>
    inLayers(inUse.filter(({ reference }) => kinds.includes(reference.kind)).length);
  return {
    label: words["in-useLabel"](),
    says: words["in-use"]({
      layers: inLayers(inUse.length),
      containers: of("container"),
      images: of("image"),
      builds: of("build"),
      others: of("mount", "process", "stack"),
    }),
    observed: inLayers(inUse.length),
    origin: { ...origin, source: pathOf(store, "") },
    items: inUse.map((layer) => ({
      name: layer.name,
      says: useSays(layer, hasContainers),
      quantities: [],
      origin: placeOf(layer, origin),
    })),
  };
}

function placeOf({ reference }: LayerInUse, origin: Origin): Origin {
  const { source, line } = reference;
  return line === null ? { ...origin, source } : { ...origin, source, line };
}

function undecidedEvidence({ lists, origin }: Scene): Evidence {
  const { undecided, store } = lists;
  return {
    label: words.undecidedLabel(),
    says: words.undecided({ layers: inLayers(undecided.length) }),
    observed: inLayers(undecided.length),
    origin: { ...origin, source: pathOf(store, "") },
    items: undecided.map(({ name, doubt }) => ({
      name,
      says: doubtSays(doubt),
      quantities: [],
      origin: { ...origin, source: pathOf(store, "") },
    })),
  };
}

function costEvidence({ lists, cost, harm, origin }: Scene): Evidence[] {
  if (cost === null) return [];
  const place = { ...origin, source: pathOf(lists.store, "") };
  const space = bytes(cost.bytes);
  const inodes = quantity(cost.inodes, "inodes");
  const { measured, directories, isEstimate } = cost;
  const spaceSays = isEstimate
    ? words.spaceAbout({ bytes: space, measured, directories })
    : harm.bytesShare === null
      ? words.space({ bytes: space })
      : words.spaceShare({ bytes: space, share: quantity(harm.bytesShare, "ratio") });
  return [
    {
      label: words.spaceLabel(),
      says: spaceSays,
      observed: space,
      limit: limits.bytes,
      origin: place,
    },
    {
      label: words.inodesLabel(),
      says:
        harm.inodesShare === null
          ? words.inodes({ inodes })
          : words.inodesShare({ inodes, share: quantity(harm.inodesShare, "ratio") }),
      observed: inodes,
      origin: place,
    },
  ];
}

function filesystemEvidence({ harm, lists, origin }: Scene): Evidence[] {
  const { usedInodes, usedSpace } = harm;
  if (usedSpace === null) return [];
  const inodes = quantity(usedInodes ?? 0, "ratio");
  const space = quantity(usedSpace, "ratio");
  return [
    {
      label: words.filesystemLabel(),
      says:
        usedInodes === null ? words.space({ bytes: space }) : words.filesystem({ inodes, space }),
      observed: space,
      origin: { ...origin, source: pathOf(lists.store, "") },
    },
  ];
}

function engineSays({ lists, layers }: Scene): Says {
  const { daemon } = lists.store;
  if (daemon) return words.engineRunning({ pid: `${daemon.pid}` });
  return (layers.live && layers.whole) || layers.processes > 0
    ? words.engineStopped()
    : words.engineUnknown();
}

function surroundings(scene: Scene): Evidence[] {
  const { layers, lists, lost, origin } = scene;
  const { daemon } = lists.store;
  const engine = daemon ? `/proc/${daemon.pid}/stat` : "/proc";
  return [
    {
      label: words.engineLabel(),
      says: engineSays(scene),
      observed: daemon ? "running" : "stopped",
      origin: { ...origin, source: engine },
    },
    {
      label: words.sightLabel(),
      says: words.sight({ tables: layers.mountTables, processes: layers.processes }),
      observed: quantity(layers.mountTables, "namespaces"),
      origin: { ...origin, source: "/proc" },
    },
    ...(lost.length === 0
      ? []
      : [
          {
            label: words.lostLabel(),
            says: words.lost({ count: lost.length }),
            observed: quantity(lost.length, "containers"),
            origin: { ...origin, source: `${lists.store.dataRoot}/containers` },
          },
        ]),
  ];
}

/** What rules a leak out, or proves one: the three lists first. */
export function evidenceOf(scene: Scene): NonEmpty<Evidence> {
  return [
    leakedEvidence(scene),
    ...costEvidence(scene),
    inUseEvidence(scene),
    undecidedEvidence(scene),
    ...filesystemEvidence(scene),
    ...surroundings(scene),
  ];
}

export const evidenceOfAll = (scenes: readonly Scene[]): NonEmpty<Evidence> | null =>
  nonEmpty(scenes.flatMap((scene) => [...evidenceOf(scene)]));
