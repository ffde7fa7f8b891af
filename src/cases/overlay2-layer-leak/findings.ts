import type { Finding, Missing } from "#contract/verdict.ts";
import overlay2Layers from "#facts/walk/overlay2-layers.ts";
import { type CloserLook, type Doubt, QUIET_SECONDS } from "./classify.ts";
import { evidenceOf, type Scene } from "./evidence.ts";
import { severityOf } from "./harm.ts";
import { words } from "./messages.ts";
import { remediesFor } from "./remedy.ts";
import { costSays, doubtSays } from "./sayings.ts";

/** A copy without mount tables shows files only: a mount without a file is possible, and then a layer is in use. */
const seesMounts = ({ layers }: Scene): boolean => layers.live || layers.mountTables > 0;

/** What is proven of one store. */
export function leakFinding(scene: Scene, closer: CloserLook): Finding {
  const { lists, cost, harm } = scene;
  const certain = seesMounts(scene);
  const slots = {
    layers: { value: lists.leaked.length, unit: "layers" },
    root: lists.store.dataRoot,
    cost: costSays(cost),
  } as const;
  return {
    cause: "unreferenced-layers",
    subject: { kind: "filesystem", name: lists.store.dataRoot },
    certainty: certain ? "confirmed" : "suspected",
    severity: severityOf(harm),
    says: certain ? words.found(slots) : words.foundByFiles(slots),
    evidence: evidenceOf(scene),
    remedies: remediesFor(lists, closer.usage, certain),
  };
}

/** More layers than pulls, builds and creations have in the making at one time. Ours. */
const YOUNG_AT_ONCE = 8;

const countOf = ({ lists }: Scene, kind: Doubt["kind"]): number =>
  lists.undecided.filter(({ doubt }) => doubt.kind === kind).length;

/** What is not proven and yet tells of a leak: more layers in the making than anybody makes, or removals broken off. */
export function suspicion(scene: Scene): Finding | null {
  const { dataRoot: root } = scene.lists.store;
  const [remains, young] = [countOf(scene, "half-removed"), countOf(scene, "in-progress")];
  if (remains === 0 && young <= YOUNG_AT_ONCE) return null;
  const says =
    young <= YOUNG_AT_ONCE
      ? words.remains({ layers: { value: remains, unit: "layers" }, root })
      : words.young({
          layers: { value: young, unit: "layers" },
          root,
          seconds: { value: QUIET_SECONDS, unit: "seconds" },
        });
  return {
    cause: "unreferenced-layers",
    subject: { kind: "filesystem", name: root },
    certainty: "suspected",
    severity: "warning",
    says,
    evidence: evidenceOf(scene),
    remedies: remediesFor(scene.lists, new Map(), false),
  };
}

/** What kept from judging layers that nothing refers to. */
export function blindness({ lists }: Scene): Missing[] {
  const blind = lists.undecided.filter(
    ({ doubt }) => doubt.kind === "blind" || doubt.kind === "other-store",
  );
  const [first] = blind;
  if (!first) return [];
  const why = words.blindUnknown({
    layers: { value: blind.length, unit: "layers" },
    root: lists.store.dataRoot,
    why: doubtSays(first.doubt),
  });
  return [{ fact: overlay2Layers.id, why }];
}
