import type { NonEmpty } from "#contract/nonempty.ts";
import type { Finding } from "#contract/verdict.ts";
import { endOf, holeEvidence, misfitEvidence } from "./evidence.ts";
import { words } from "./messages.ts";
import type { Misfit } from "./misfits.ts";
import { clampMss, lowerMtu, remediesOf } from "./remedy.ts";
import type { Surroundings } from "./surroundings.ts";
import { isAccepted, type Troubled } from "./troubled.ts";

function headline({ isWayBack, isConfirmed, remote, never, signs }: Troubled): Finding["says"] {
  if (isConfirmed) return words.stuck({ never, remote });
  const [{ connection }] = signs;
  // A client's own port is nothing to connect to.
  const aim = isAccepted(signs[0]) ? remote : endOf(remote, connection.socket.remotePort);
  return isWayBack ? words.wayBack({ remote, aim }) : words.doubtful({ never, remote, aim });
}

/** A path that large packets get lost on, and no interface of this host that explains it. */
export function hole(troubled: Troubled, around: Surroundings): Finding {
  const [first, ...rest] = holeEvidence(troubled, around);
  if (!first) throw new Error("a hole without evidence");
  return {
    cause: "path-smaller-than-interface",
    subject: { kind: "destination", name: troubled.remote },
    certainty: troubled.isConfirmed ? "confirmed" : "suspected",
    severity: troubled.isConfirmed ? "critical" : "warning",
    says: headline(troubled),
    evidence: [first, ...rest],
    remedies: remediesOf(troubled, around),
  };
}

const sizesOf = ({ link: { name, mtu }, uplink, uplinkMtu, overhead }: Misfit) => ({
  name,
  mtu,
  needed: mtu + overhead,
  uplink,
  found: uplinkMtu,
});

/** An interface that takes more than its uplink carries, and connections that are stuck on that. */
export function overlay(
  misfit: Misfit,
  troubled: NonEmpty<Troubled>,
  around: (namespace: number) => Surroundings,
): Finding {
  const [first] = troubled;
  const { namespace } = around(misfit.namespace);
  const isConfirmed = troubled.some((one) => one.isConfirmed);
  return {
    cause: "overlay-exceeds-uplink",
    subject: { kind: "nic", name: misfit.link.name },
    certainty: isConfirmed ? "confirmed" : "suspected",
    severity: isConfirmed ? "critical" : "warning",
    says: words.overlay({ ...sizesOf(misfit), remote: first.remote }),
    evidence: [
      ...misfitEvidence(misfit),
      ...troubled.flatMap((one) => holeEvidence(one, around(one.namespace))),
    ],
    remedies: [lowerMtu(misfit, namespace), clampMss(namespace)],
  };
}

/** The same, and nothing is stuck on it, as far as connections were seen. */
export function slumbering(misfit: Misfit, { namespace }: Surroundings, isSeen: boolean): Finding {
  const sizes = sizesOf(misfit);
  return {
    cause: "overlay-exceeds-uplink",
    subject: { kind: "nic", name: misfit.link.name },
    certainty: misfit.isGuessed ? "suspected" : "confirmed",
    severity: "warning",
    says: isSeen ? words.overlayLatent(sizes) : words.overlayUnseen(sizes),
    evidence: misfitEvidence(misfit),
    remedies: [lowerMtu(misfit, namespace), clampMss(namespace)],
  };
}
