import { defineCase } from "#contract/case.ts";
import { optional } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Origin, Reading } from "#contract/reading.ts";
import { unknown, type Verdict } from "#contract/verdict.ts";
import containers, { type Container } from "#facts/docker/containers.ts";
import layerUsage from "#facts/walk/layer-usage.ts";
import overlay2Layers, { type Overlay2Layers } from "#facts/walk/overlay2-layers.ts";
import type { CloserLook } from "./classify.ts";
import { evidenceOfAll, type Scene } from "./evidence.ts";
import { blindness, leakFinding, suspicion } from "./findings.ts";
import { harmOf, isHarmful } from "./harm.ts";
import { listLayers, totalCost } from "./layers.ts";
import { words } from "./messages.ts";
import { gapSays } from "./sayings.ts";
import { symptoms } from "./symptoms.ts";
import { pathsToMeasure } from "./targets.ts";

const UNSEEN: CloserLook = { usage: new Map(), gone: new Set() };

function sceneOf(
  layers: Overlay2Layers,
  store: Overlay2Layers["stores"][number],
  closer: CloserLook,
  known: { readonly containers: readonly Container[] | null; readonly origin: Origin },
): Scene {
  const containers = known.containers ?? [];
  const lists = listLayers(layers, store, closer, containers);
  const cost = totalCost(lists.leaked);
  const withLayer = new Set(store.containers);
  const lost = containers.filter(
    ({ id, dataRoot, driver }) =>
      dataRoot === store.dataRoot && driver === "overlay2" && !withLayer.has(id),
  );
  const names = lost.map(({ name }) => name);
  return {
    layers,
    lists,
    cost,
    harm: harmOf(store, cost),
    lost: names,
    hasContainers: known.containers !== null,
    origin: known.origin,
  };
}

function judge(scenes: readonly Scene[], closer: CloserLook): Verdict {
  const leaky = scenes.filter(({ lists }) => lists.leaked.length > 0);
  const findings = nonEmpty(leaky.map((scene) => leakFinding(scene, closer)));
  if (findings) {
    const harmful = leaky.some(({ lists, cost, harm }) =>
      isHarmful(lists.leaked.length, cost, harm),
    );
    return { kind: harmful ? "present" : "latent", findings };
  }
  const missing = nonEmpty(scenes.flatMap(blindness));
  if (missing) return { kind: "unknown", missing };
  const suspicions = nonEmpty(scenes.flatMap((scene) => suspicion(scene) ?? []));
  if (suspicions) return { kind: "latent", findings: suspicions };
  const evidence = evidenceOfAll(scenes);
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "not-applicable", says: words.noStore() };
}

/** Why no store was found though there may be one; null if there is none. */
function whyNowhere({ live, gaps }: Overlay2Layers): Says | null {
  const hidden = gaps.find(({ what }) => what === "daemon");
  if (hidden) return gapSays(hidden);
  return live ? null : words.noStoreHere();
}

/** A container of containerd's image store tells that the daemon has left `overlay2/`. */
function withTraces(
  store: Overlay2Layers["stores"][number],
  known: readonly Container[],
): Overlay2Layers["stores"][number] {
  const traces = known
    .filter(({ dataRoot, driver }) => dataRoot === store.dataRoot && driver === "overlayfs")
    .map(({ path }) => path);
  return { ...store, containerd: [...store.containerd, ...traces] };
}

const valueOf = (reading: Reading<readonly Container[]>): readonly Container[] | null =>
  reading.status === "read" ? reading.value : null;

const overlay2LayerLeak = defineCase({
  id: "overlay2-layer-leak",
  title: {
    en: "Layers that Docker has forgotten fill the disk",
    zh: "Docker 遗忘的层占满磁盘",
  },
  causes: ["unreferenced-layers"],
  needsRoot: true,
  symptoms,
  needs: { layers: overlay2Layers, containers: optional(containers) },
  closer: {
    needs: { usage: optional(layerUsage) },
    targets: ({ layers }) => pathsToMeasure(layers.value),
  },
  diagnose({ layers, containers: reading }, closer) {
    const known = { containers: valueOf(reading), origin: layers.origin };
    const nowhere = layers.value.stores.length === 0 ? whyNowhere(layers.value) : null;
    if (nowhere) return unknown({ fact: overlay2Layers.id, why: nowhere });
    const usage = closer?.usage;
    const look =
      usage?.status === "read" ? { usage: usage.value.layers, gone: usage.value.gone } : UNSEEN;
    const refused = layers.value.gaps.filter(({ what }) => what === "refused");
    const verdict = judge(
      layers.value.stores.map((store) =>
        sceneOf(layers.value, withTraces(store, known.containers ?? []), look, known),
      ),
      look,
    );
    const [unlisted] = refused;
    if (!unlisted || verdict.kind === "present" || verdict.kind === "latent") return verdict;
    const why = words["doubt-blind"]({ path: unlisted.path, code: unlisted.code });
    return unknown({ fact: overlay2Layers.id, why });
  },
});

export default overlay2LayerLeak;
