import type { HostIdentity } from "#contract/case.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Reading } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { Holder } from "#derived/holder.ts";
import { causeOf, type Judged } from "./cause.ts";
import {
  counterEvidence,
  destinationEvidence,
  dnsEvidence,
  portEvidence,
  racingEvidence,
  rangeRuleEvidence,
  riseEvidence,
  tableEvidence,
  totalEvidence,
  whereEvidence,
} from "./evidence.ts";
import type { Loss } from "./loss.ts";
import { words } from "./messages.ts";
import { endpoint, FULL_RATIO, type PortSight, type PortUse } from "./ports.ts";
import { remediesOf } from "./remedy.ts";
import { netnsName } from "#derived/netns.ts";
import { racing, type Rules } from "./rules.ts";
import type { Sight } from "./sight.ts";

/** Ours: losing this many first packets a second is felt by every user of the host. */
const CRITICAL_PER_SECOND = 10;

/** All that is known of one namespace. */
export interface Scene {
  readonly sight: Sight;
  readonly rules: Rules;
  readonly ports: PortSight;
  readonly keeper: Holder | null;
  readonly host: HostIdentity;
  readonly max: Reading<number>;
}

type Lost = Extract<Loss, { kind: "lost" }>;

const destinationOf = ({ ports }: PortUse): string =>
  `${endpoint(ports.destination, ports.destinationPort)} (${ports.protocol})`;

function headline({ sight, ports, host }: Scene, judged: Judged, lost: number): Says {
  const slots = { lost, seconds: quantity(sight.seconds, "seconds") };
  switch (judged.cause) {
    case "snat-ports-exhausted":
      return ports.fullest && ports.fullest.ratio >= FULL_RATIO
        ? words.exhausted({
            ...slots,
            used: ports.fullest.ports.ports,
            range: ports.fullest.range,
            destination: destinationOf(ports.fullest),
          })
        : words.exhaustedPerhaps(slots);
    case "snat-port-race":
      return judged.certain ? words.portRace(slots) : words.portRacePerhaps(slots);
    case "dns-udp-race":
      return words.dnsRace({ ...slots, kernel: host.kernel ?? "" });
    case "insert-race":
      return judged.chains ? words.chains(slots) : words.insertRace(slots);
  }
}

function causeEvidence({ rules, ports, host, sight }: Scene, { cause }: Judged): Evidence[] {
  switch (cause) {
    case "snat-ports-exhausted":
      return [...portEvidence(ports.fullest), ...rangeRuleEvidence(ports.fullest)];
    case "snat-port-race":
      return [...racingEvidence(rules), ...portEvidence(ports.fullest)];
    case "dns-udp-race":
      return [...dnsEvidence(rules, host.kernel, sight.origin.at), ...racingEvidence(rules)];
    case "insert-race":
      return [...destinationEvidence(rules), ...portEvidence(ports.fullest)];
  }
}

function finding(
  scene: Scene,
  judged: Judged,
  more: Pick<Finding, "certainty" | "severity" | "says">,
): Finding {
  const { sight, rules, ports, max, keeper } = scene;
  return {
    cause: judged.cause,
    subject: { kind: "network-namespace", name: netnsName(sight.namespace, keeper) },
    ...more,
    evidence: [
      (sight.delta?.insertFailed ?? 0) > 0 ? riseEvidence(sight) : totalEvidence(sight),
      whereEvidence(sight, keeper),
      ...causeEvidence(scene, judged),
      ...counterEvidence(sight),
      ...tableEvidence(sight.entries, max, sight.origin),
    ],
    remedies: remediesOf(judged, sight.namespace, rules, ports.fullest),
  };
}

/** Inserts fail now. */
export function failing(scene: Scene, loss: Lost): Finding {
  const { sight, rules, ports, host } = scene;
  const found = sight.delta?.found ?? null;
  const chainTooLong = sight.delta?.chainTooLong ?? null;
  const judged = causeOf({ failed: loss.packets, found, chainTooLong }, rules, ports, host.kernel);
  const isMany = sight.seconds > 0 && loss.packets / sight.seconds >= CRITICAL_PER_SECOND;
  return finding(scene, judged, {
    certainty: judged.certain && loss.certain ? "confirmed" : "suspected",
    severity: isMany ? "critical" : "warning",
    says: headline(scene, judged, loss.packets),
  });
}

const isTaken = (use: PortUse | null): use is PortUse => use !== null && use.ratio >= FULL_RATIO;

/** All ports are taken now: the next new flow toward that destination fails, whether or not one came between the samples. */
export function blocked(scene: Scene): Finding | null {
  const { sight, ports, rules } = scene;
  const { fullest } = ports;
  if (sight.delta === null || !isTaken(fullest) || fullest.ratio < 1) return null;
  if (fullest.rule === null && !rules.seen) return null;
  return finding(
    scene,
    { cause: "snat-ports-exhausted", certain: true },
    {
      certainty: "suspected",
      severity: "warning",
      says: words.exhaustedNow({
        range: fullest.range,
        destination: destinationOf(fullest),
        total: sight.totals.insertFailed,
        seconds: quantity(sight.seconds, "seconds"),
      }),
    },
  );
}

/**
 * Inserts failed before, and what makes them fail is still in place: ports are nearly used up, or, when one sample
 * cannot tell whether it goes on, the rules race. Null when nothing of the kind is seen.
 */
export function slumbering(scene: Scene): Finding | null {
  const { sight, rules, ports } = scene;
  const { fullest } = ports;
  const total = sight.totals.insertFailed;
  if (isTaken(fullest)) {
    return finding(
      scene,
      { cause: "snat-ports-exhausted", certain: true },
      {
        certainty: fullest.rule !== null || rules.seen ? "confirmed" : "suspected",
        severity: "warning",
        says: words.exhaustedSoFar({
          total,
          used: fullest.ports.ports,
          range: fullest.range,
          destination: destinationOf(fullest),
        }),
      },
    );
  }
  if (sight.delta !== null || racing(rules).length === 0) return null;
  return finding(
    scene,
    { cause: "snat-port-race", certain: false },
    {
      certainty: "suspected",
      severity: "warning",
      says: words.portRaceSoFar({ total }),
    },
  );
}
