import type { ReadingsOf } from "#contract/fact.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Verdict } from "#contract/verdict.ts";
import type { ConnectionSight } from "./connections.ts";
import type { LinkSight } from "./links.ts";
import { words } from "./messages.ts";
import { judgedIn } from "./misfits.ts";
import type { needs } from "./needs.ts";
import { surroundingsOf } from "./surroundings.ts";

function connectionEvidence({ seen, origin }: ConnectionSight): Evidence[] {
  if (origin === null) return [];
  const total = seen.reduce((sum, one) => sum + one.total, 0);
  return [
    {
      label: words.stuckLabel(),
      says: words.noneStuck({ total }),
      observed: quantity(0, "sockets"),
      limit: { op: ">=", than: quantity(1, "sockets"), because: words.whyStuck() },
      origin,
    },
  ];
}

function linkEvidence(links: readonly LinkSight[]): Evidence[] {
  const origin = links.find((sight) => sight.links.length > 0)?.links[0]?.origin;
  if (!origin) return [];
  const { line: _, namespace: __, ...source } = origin;
  const count = judgedIn(links);
  const says = count === 0 ? words.noneToFit() : words.allFit({ count });
  return [{ label: words.fitLabel(), says, observed: quantity(count, "entries"), origin: source }];
}

/** TCP's own probes, of which some arrived: what was a hole is bearable. */
function rescueEvidence(readings: ReadingsOf<typeof needs>): Evidence[] {
  return readings.netstat.readings.flatMap(({ namespace }) => {
    const { probesArrived, probesFailed } = surroundingsOf(readings, namespace.inode);
    if (!probesArrived || probesArrived.total === 0n) return [];
    const { total, origin } = probesArrived;
    const says = words.rescuedSays({ count: total, fail: probesFailed?.total ?? 0n });
    return [{ label: words.probingLabel(), says, observed: quantity(total, "packets"), origin }];
  });
}

/** Nothing is stuck, and every interface fits. */
export function absentOf(
  sight: ConnectionSight,
  links: readonly LinkSight[],
  readings: ReadingsOf<typeof needs>,
): Verdict {
  const evidence = nonEmpty([
    ...connectionEvidence(sight),
    ...linkEvidence(links),
    ...rescueEvidence(readings).slice(0, 4),
  ]);
  if (!evidence) throw new Error("nothing was seen, and nothing is missing");
  return { kind: "absent", evidence };
}
