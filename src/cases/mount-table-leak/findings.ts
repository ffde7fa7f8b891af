import { quantity, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { Says } from "#contract/message.ts";
import type { MountTable } from "#facts/proc/self/mountinfo.ts";
import {
  type Ceiling,
  FULL_RATIO,
  fillOf,
  HALF_RATIO,
  NESTED_LATENT,
  NESTED_PRESENT,
} from "./limits.ts";
import { words } from "./messages.ts";
import type { NestedView } from "./nested-view.ts";
import {
  namespaceLabel,
  type Owner,
  ownerEvidence,
  ownerOf,
  ownerSays,
  type OwnerSight,
  subjectOf,
} from "./owner.ts";
import { fullRemedies, recursiveRemedies } from "./remedy.ts";
import {
  giverOf,
  mostCommonType,
  mostRepeated,
  type NamespaceTable,
  receiverOf,
} from "./tables.ts";

/** All that the findings of a host are made of. */
export interface Scene {
  readonly tables: readonly NamespaceTable[];
  readonly ceiling: Ceiling;
  readonly sight: OwnerSight;
}

const mountsOf = (value: number) => quantity(value, "mounts");

export function countEvidence(
  table: NamespaceTable,
  { ceiling }: Pick<Scene, "ceiling">,
): Evidence {
  const { namespace, mounts, reading } = table;
  const fill = fillOf(mounts, ceiling);
  const label = namespaceLabel(namespace);
  const base = {
    label: label === null ? words.mountsHostLabel() : words.mountsLabel({ namespace: label }),
    observed: mountsOf(mounts),
    origin: reading.origin,
  };
  if (ceiling.kind !== "limit" || fill === null) {
    const says = ceiling.kind === "none" ? words.mountsUnlimited : words.mountsNoLimit;
    return { ...base, says: says({ count: mounts }) };
  }
  const { max } = ceiling;
  const isFull = fill >= FULL_RATIO;
  return {
    ...base,
    says: words.mountsOf({ count: mounts, max, fill: ratio(fill) }),
    ...(fill >= HALF_RATIO && {
      limit: {
        op: ">=",
        than: mountsOf(Math.ceil(max * (isFull ? FULL_RATIO : HALF_RATIO))),
        because: isFull ? words.becauseFull() : words.becauseHalf(),
      },
    }),
  };
}

function nestedEvidence({ reading }: NamespaceTable, nesting: NestedView): Evidence {
  const table = reading.value;
  const { copies, nested, depth, top } = nesting;
  return {
    label: words.nestedLabel(),
    says: words.nestedSays({ point: table.point(top), view: table.view(top), copies, depth }),
    observed: mountsOf(nested),
    limit: {
      op: ">=",
      than: mountsOf(nested >= NESTED_PRESENT ? NESTED_PRESENT : NESTED_LATENT),
      because: words.becauseNested(),
    },
    origin: originAt(reading, { line: table.line(top) }),
  };
}

function propagationSays(table: MountTable, index: number, scene: Scene): Says {
  const { shared, master } = table.at(index).propagation;
  if (master !== null) {
    const giver = giverOf(scene.tables, master);
    if (!giver) return words.slave({ group: String(master) });
    const point = giver.table.reading.value.point(giver.index);
    const holder = ownerSays(ownerOf(giver.table.namespace, scene.sight));
    return words.slaveOf({ point, holder, group: String(master) });
  }
  return shared === null ? words.alone() : words.peer({ group: String(shared) });
}

function propagationEvidence(table: NamespaceTable, nesting: NestedView, scene: Scene): Evidence {
  const index = receiverOf(table.reading.value, nesting) ?? nesting.top;
  const { shared, master } = table.reading.value.at(index).propagation;
  return {
    label: words.groupLabel(),
    says: propagationSays(table.reading.value, index, scene),
    observed:
      master !== null ? `master:${master}` : shared !== null ? `shared:${shared}` : "private",
    origin: originAt(table.reading, { line: table.reading.value.line(index) }),
  };
}

/** What a mount on the host costs this namespace: a copy in every view of the directory. */
function costEvidence(table: NamespaceTable, nesting: NestedView, scene: Scene): Evidence[] {
  const { copies } = nesting;
  if (receiverOf(table.reading.value, nesting) === null) return [];
  const { ceiling } = scene;
  const room =
    ceiling.kind === "limit"
      ? Math.max(0, Math.floor((ceiling.max - table.mounts) / copies))
      : null;
  return [
    {
      label: words.costLabel(),
      says: room === null ? words.costUnlimited({ copies }) : words.costSays({ copies, room }),
      observed: mountsOf(copies),
      origin: table.reading.origin,
    },
  ];
}

function growthEvidence({ reading, mounts }: NamespaceTable): Evidence[] {
  const { earlier } = reading;
  const grown = earlier ? mounts - earlier.value.length : 0;
  if (!earlier || grown <= 0) return [];
  const seconds = quantity(earlier.secondsBefore, "seconds");
  return [
    {
      label: words.growthLabel(),
      says: words.growthSays({ count: grown, seconds }),
      observed: quantity(grown / earlier.secondsBefore, "mounts/s"),
      origin: reading.origin,
    },
  ];
}

function recursiveSays(table: NamespaceTable, nesting: NestedView, owner: Owner): Says {
  const slots = { holder: ownerSays(owner), count: table.mounts, depth: nesting.depth };
  if (receiverOf(table.reading.value, nesting) === null) return words.bound(slots);
  const point = table.reading.value.point(nesting.top);
  const known = owner.kind === "container" ? owner.known : null;
  const bind = known?.mounts.find(({ destination }) => destination === point);
  return bind ? words.copied({ ...slots, source: bind.source }) : words.received(slots);
}

export function recursiveFinding(
  table: NamespaceTable,
  nesting: NestedView,
  scene: Scene,
): Finding {
  const owner = ownerOf(table.namespace, scene.sight);
  const fill = fillOf(table.mounts, scene.ceiling) ?? 0;
  return {
    cause: "recursive-propagation",
    subject: subjectOf(owner),
    certainty: "confirmed",
    severity: fill >= HALF_RATIO ? "critical" : "warning",
    says: recursiveSays(table, nesting, owner),
    evidence: [
      countEvidence(table, scene),
      nestedEvidence(table, nesting),
      propagationEvidence(table, nesting, scene),
      ...costEvidence(table, nesting, scene),
      ...growthEvidence(table),
      ...ownerEvidence(owner, table, scene.sight),
    ],
    remedies: recursiveRemedies(table, nesting, owner, scene.ceiling),
  };
}

function crowdEvidence({ reading }: NamespaceTable): Evidence[] {
  const table = reading.value;
  const { index, times } = mostRepeated(table);
  const common = mostCommonType(table);
  const type: Evidence = {
    label: words.typeLabel(),
    says: words.typeSays({ type: common.type, count: common.times }),
    observed: mountsOf(common.times),
    origin: reading.origin,
  };
  const repeated: Evidence = {
    label: words.repeatedLabel(),
    says: words.repeatedSays({ point: table.point(index), view: table.view(index), count: times }),
    observed: mountsOf(times),
    origin: originAt(reading, { line: table.line(index) }),
  };
  return times > 1 ? [repeated, type] : [type];
}

export function fullFinding(table: NamespaceTable, scene: Scene): Finding {
  const owner = ownerOf(table.namespace, scene.sight);
  const fill = fillOf(table.mounts, scene.ceiling) ?? 0;
  const slots = { holder: ownerSays(owner), fill: ratio(fill) };
  return {
    cause: "near-mount-max",
    subject: subjectOf(owner),
    certainty: "confirmed",
    severity: fill >= FULL_RATIO ? "critical" : "warning",
    says: fill >= FULL_RATIO ? words.full(slots) : words.filling(slots),
    evidence: [
      countEvidence(table, scene),
      ...crowdEvidence(table),
      ...growthEvidence(table),
      ...ownerEvidence(owner, table, scene.sight),
    ],
    remedies: fullRemedies(owner, scene.ceiling),
  };
}
