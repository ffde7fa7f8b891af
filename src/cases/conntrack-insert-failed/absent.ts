import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Reading } from "#contract/reading.ts";
import type { Evidence, Verdict } from "#contract/verdict.ts";
import { riseEvidence, tableEvidence } from "./evidence.ts";
import type { Loss } from "./loss.ts";
import { words } from "./messages.ts";
import type { Sight } from "./sight.ts";

export interface Quiet {
  readonly sight: Sight;
  readonly loss: Loss;
}

/** What else rose, and why it is not this fault: the look-alikes. */
function besides({ sight }: Quiet): Evidence[] {
  const { delta, origin } = sight;
  if (!delta) return [];
  const { drop, earlyDrop, clashResolve } = delta;
  const one = (label: Says, count: number | null, says: Says): Evidence[] =>
    count === null || count === 0
      ? []
      : [{ label, says, observed: quantity(count, "events"), origin }];
  return [
    ...one(words.drop(), drop, words.dropElse({ delta: drop ?? 0 })),
    ...one(words.earlyDrop(), earlyDrop, words.evicted({ delta: earlyDrop ?? 0 })),
    ...one(words.clashResolve(), clashResolve, words.resolved({ delta: clashResolve ?? 0 })),
  ];
}

/** insert_failed itself, which on some kernels rises without loss. */
function ofInserts({ sight, loss }: Quiet): Evidence {
  const evidence = riseEvidence(sight);
  const delta = sight.delta?.insertFailed ?? 0;
  if (loss.kind !== "resolved") return evidence;
  return {
    label: evidence.label,
    says: words.resolvedThen({ delta }),
    observed: evidence.observed,
    origin: evidence.origin,
  };
}

const rank = ({ sight }: Quiet): number => sight.totals.insertFailed;
const fill = (sight: Sight): number => sight.entries ?? -1;

/** Nothing fails: how many namespaces say so, and the one that comes nearest. */
export function absent(
  quiet: readonly [Quiet, ...Quiet[]],
  refused: readonly Says[],
  max: Reading<number>,
): Verdict {
  const [first] = quiet;
  const worst = quiet.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  const fullest = quiet.map(({ sight }) => sight).reduce((a, b) => (fill(b) > fill(a) ? b : a));
  const seconds = quantity(worst.sight.seconds, "seconds");
  const count = quiet.length;
  const [refusal] = refused;
  return {
    kind: "absent",
    evidence: [
      ofInserts(worst),
      {
        label: words.looked(),
        says: refusal
          ? words.lookedAtBesides({ count, seconds, besides: refusal })
          : words.lookedAt({ count, seconds }),
        observed: quantity(count, "namespaces"),
        origin: { ...first.sight.origin },
      },
      ...quiet.flatMap(besides),
      ...tableEvidence(fullest.entries, max, fullest.origin),
    ],
  };
}
