import { quantity } from "#contract/quantity.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Finding } from "#contract/verdict.ts";
import { netnsName } from "#derived/netns.ts";
import type { Rise } from "#derived/rise.ts";
import {
  bindEvidence,
  bucketEvidence,
  heldEvidence,
  overflowEvidence,
  portEvidence,
  rangeEvidence,
  reuseEvidence,
  sustainedEvidence,
  whereEvidence,
} from "./evidence.ts";
import { words } from "./messages.ts";
import { bindRemedies, bucketRemedies, portRemedies } from "./remedy.ts";
import type { Scene, Toward } from "./scene.ts";
import { FULL_RATIO, type Usage } from "./usage.ts";

/** The destination, and which namespace goes there if it is not the host's own. */
const destinationName = (remote: string, { own, inode }: Namespace): string =>
  own ? remote : `${remote}@${inode}`;

function destinationSays({ destination, usage }: Toward) {
  const { remote } = destination;
  const { used, usable, inTimeWait: waiting } = usage;
  if (usage.isFull && waiting === 0) return words.exhaustedHeld({ remote, usable });
  if (usage.isFull) return words.exhausted({ remote, usable, waiting });
  return usage.ratio >= FULL_RATIO
    ? words.nearlyExhausted({ remote, used, usable })
    : words.nearing({ remote, used, usable });
}

/** The ports toward one destination are used up, or nearly. */
export function exhausted(scene: Scene, toward: Toward): Finding {
  const { destination, usage } = toward;
  const { remote } = destination;
  return {
    cause: "ephemeral-ports-exhausted",
    subject: { kind: "destination", name: destinationName(remote, scene.namespace) },
    certainty: usage.isFull ? "confirmed" : "suspected",
    severity: usage.isFull ? "critical" : "warning",
    says: destinationSays(toward),
    evidence: [
      portEvidence(scene, toward),
      whereEvidence(scene),
      heldEvidence(scene, toward),
      ...rangeEvidence(scene, usage.usable),
      ...(usage.inTimeWait > 0 ? reuseEvidence(scene, remote) : []),
      ...(usage.inTimeWait > usage.used / 2 ? sustainedEvidence(scene, usage) : []),
    ],
    remedies: portRemedies(scene, remote, usage),
  };
}

/** The ports are used up for programs that choose one before they know the destination. */
export function boundOut(scene: Scene, usage: Usage): Finding {
  const { used, usable } = usage;
  return {
    cause: "ephemeral-ports-exhausted",
    subject: {
      kind: "network-namespace",
      name: netnsName(scene.namespace, scene.keeper),
    },
    certainty: usage.isFull ? "confirmed" : "suspected",
    severity: usage.isFull ? "critical" : "warning",
    says: usage.isFull ? words.boundOut({ usable }) : words.boundNearly({ used, usable }),
    evidence: [
      bindEvidence(scene, usage),
      whereEvidence(scene),
      ...rangeEvidence(scene, usable),
      ...bucketEvidence(scene),
    ],
    remedies: bindRemedies(scene),
  };
}

/** TIME_WAIT is skipped, or was. */
export function overflowing(scene: Scene, rise: Rise): Finding {
  const max = scene.maxBuckets?.value ?? null;
  const count = scene.crowd?.timeWait ?? 0;
  const delta = rise.delta ?? 0n;
  const seconds = quantity(rise.seconds, "seconds");
  const now =
    max === null
      ? words.overflowingUnknown({ delta, seconds })
      : words.overflowing({ delta, seconds, max });
  const before = words.overflowedBefore({ total: rise.total, count, max: max ?? 0 });
  return {
    cause: "tw-bucket-overflow",
    subject: {
      kind: "network-namespace",
      name: netnsName(scene.namespace, scene.keeper),
    },
    certainty: "confirmed",
    severity: "warning",
    says: delta > 0n ? now : before,
    evidence: [overflowEvidence(rise), whereEvidence(scene), ...bucketEvidence(scene)],
    remedies: bucketRemedies(scene),
  };
}
