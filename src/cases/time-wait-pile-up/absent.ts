import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Verdict } from "#contract/verdict.ts";
import { type Crowd, LOOK_FROM } from "./crowd.ts";
import { overflowEvidence, portEvidence, rangeEvidence } from "./evidence.ts";
import { words } from "./messages.ts";
import { originOf, type Scene, type Toward } from "./scene.ts";

const sockets = (value: number) => quantity(value, "sockets");

/** The namespace with most TIME_WAIT: alone, they are no fault. */
function crowdEvidence({ crowd, table }: Scene & { crowd: Crowd }): Evidence {
  const count = crowd.timeWait;
  const { others } = crowd;
  const outgoing = table === null ? count : table.single.size + table.shared.size;
  const isServer = count > 0 && outgoing * 10 < count;
  const isSmall = count + others < LOOK_FROM;
  return {
    label: words.crowdLabel(),
    says: isServer ? words.noneOutgoing({ count, others }) : words.crowdSays({ count, others }),
    observed: sockets(count),
    ...(isSmall && {
      limit: { op: ">=", than: sockets(LOOK_FROM), because: words.fewSockets() },
    }),
    origin: crowd.origin,
  };
}

interface Placed {
  readonly scene: Scene;
  readonly toward: Toward;
}

/** Where a setting keeps most ports from being short. */
function reusableEvidence(all: readonly Placed[]): Evidence[] {
  const most = all.toSorted((a, b) => b.toward.usage.reusable - a.toward.usage.reusable)[0];
  if (most === undefined || most.toward.usage.reusable === 0) return [];
  const { scene, toward } = most;
  const { destination, usage } = toward;
  return [
    {
      label: words.reusableLabel(),
      says: words.reusableSays({ count: usage.reusable, remote: destination.remote }),
      observed: quantity(usage.reusable, "ports"),
      origin: originOf(scene, destination),
    },
  ];
}

/** Every destination that was looked at, the fullest first. */
const placed = (scenes: readonly Scene[]): readonly Placed[] =>
  scenes
    .flatMap((scene) => scene.toward.map((toward) => ({ scene, toward })))
    .toSorted((a, b) => b.toward.usage.ratio - a.toward.usage.ratio);

function lookedEvidence(scenes: readonly [Scene, ...Scene[]], refused: readonly Says[]): Evidence {
  const count = scenes.length;
  const [besides] = refused;
  const [first] = scenes;
  return {
    label: words.looked(),
    says: besides ? words.lookedBesides({ count, besides }) : words.lookedSays({ count }),
    observed: quantity(count, "namespaces"),
    origin: first.crowd?.origin ?? { source: first.table?.path ?? "", at: first.at },
  };
}

/** Ports are left everywhere: how many toward the fullest destination, and where most TIME_WAIT are. */
export function absent(scenes: readonly [Scene, ...Scene[]], refused: readonly Says[]): Verdict {
  const all = placed(scenes);
  const [fullest] = all;
  const crowded = scenes
    .flatMap((scene) => (scene.crowd ? [{ ...scene, crowd: scene.crowd }] : []))
    .toSorted((a, b) => b.crowd.timeWait - a.crowd.timeWait)[0];
  const overflow = scenes
    .flatMap(({ crowd }) => crowd?.overflow ?? [])
    .toSorted((a, b) => Number(b.total - a.total))[0];
  const portLines = fullest
    ? [
        portEvidence(fullest.scene, fullest.toward, words.fullestLabel()),
        ...rangeEvidence(fullest.scene, fullest.toward.usage.usable),
        ...reusableEvidence(all),
      ]
    : [];
  return {
    kind: "absent",
    evidence: [
      lookedEvidence(scenes, refused),
      ...portLines,
      ...(crowded ? [crowdEvidence(crowded)] : []),
      ...(overflow ? [overflowEvidence(overflow)] : []),
    ],
  };
}
