import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { endName, flowName, type OriginOf } from "#derived/capture-names.ts";
import { connectionsEvidence, evidenceOf } from "./evidence.ts";
import { words } from "./messages.ts";
import { isOnTheWay, type Refusal, type Refused } from "./refusals.ts";
import { remediesOfBroken, remediesOfRefused } from "./remedy.ts";
import type { Broken } from "./resets.ts";

function headline(broken: Broken): Says {
  const { cause, flow, isByServer, isCertain, moment, reset } = broken;
  const host = isByServer ? flow.server.address : flow.client.address;
  const slots = { host, server: endName(flow.server) };
  const silence = quantity(reset.silence, "seconds");
  if (cause === "reset-by-peer") return peersHeadline(broken, slots);
  if (!isCertain) return words.middleboxDoubtful(slots);
  return moment === "idle" ? words.middleboxIdle({ ...slots, silence }) : words.middlebox(slots);
}

function peersHeadline(
  { isByServer, isCertain, moment, reset }: Broken,
  slots: { host: string; server: string },
): Says {
  if (moment === "unknown-connection") return words.unknownConnection(slots);
  if (moment === "gave-up")
    return words.gaveUp({ ...slots, silence: quantity(reset.silence, "seconds") });
  if (!isCertain) return words.doubtful(slots);
  switch (moment) {
    case "at-once":
      return words.atOnce(slots);
    case "unanswered":
    case "idle":
      return words.unanswered(slots);
    case "forgotten":
      return words.forgotten({ ...slots, pause: quantity(reset.pause, "seconds") });
    case "closed-before":
      return words.closedBefore({ ...slots, count: bytes(reset.unread) });
    case "mid-transfer":
      return isByServer ? words.midTransfer(slots) : words.walkedOff(slots);
  }
}

/** What the capture says of connections that were ended in one way by one host. */
export function findingOfBroken(all: readonly [Broken, ...Broken[]], origin: OriginOf): Finding {
  const [best] = all;
  const { moment, reset, isByServer } = best;
  // A server that has said all and been heard may end like this by habit.
  const isWhole = moment === "mid-transfer" && reset.unacknowledged + reset.unread === 0;
  const isHabit = moment === "closed-before" || !isByServer || isWhole;
  const isOwn = best.cause === "reset-by-peer" && isHabit;
  const flows = all.map(({ flow, reset }) => [flow, reset.frame] as const);
  const several = words.connectionsSays({ count: all.length });
  return {
    cause: best.cause,
    subject: { kind: "flow", name: flowName(best.flow) },
    certainty: best.isCertain ? "confirmed" : "suspected",
    severity: isOwn ? "warning" : "critical",
    says: headline(best),
    evidence: [...evidenceOf(best, origin), ...connectionsEvidence(flows, several, origin)],
    remedies: remediesOfBroken(best),
  };
}

/** What an ICMP code means, see `refusals.ts`. */
function meaningOf(code: number, isVersion6: boolean): Says {
  if (isVersion6) {
    if (code === 4) return words.port();
    return code === 6 ? words.route() : words.prohibited();
  }
  if (code === 3) return words.port();
  return code === 2 ? words.protocol() : words.prohibited();
}

const icmpMeaning = ({ flow, how }: Refusal): Says =>
  meaningOf(how.kind === "icmp" ? how.code : 0, flow.server.address.includes(":"));

function refusedHeadline(refused: Refused): Says {
  const [refusal] = refused.refusals;
  const { flow, how } = refusal;
  const server = endName(flow.server);
  if (how.kind === "icmp")
    return words.refusedByIcmp({ server, from: how.from, meaning: icmpMeaning(refusal) });
  return isOnTheWay(refused)
    ? words.refusedOnTheWay({ server, host: flow.server.address })
    : words.refused({ server });
}

function howEvidence(refusal: Refusal, origin: OriginOf): Evidence {
  const { flow, how } = refusal;
  const asked = flow.fromClient.opening?.at ?? flow.at;
  if (how.kind === "icmp")
    return {
      label: words.howLabel(),
      says: words.howIcmp({ meaning: icmpMeaning(refusal), from: how.from }),
      observed: quantity(flow.fromClient.unreachable?.count ?? 1, "packets"),
      origin: origin(how.frame, flow.at),
    };
  const after = quantity(Math.max(0, (flow.fromServer.reset?.at ?? asked) - asked), "seconds");
  return {
    label: words.howLabel(),
    says: words.howReset({ after, hops: how.hops }),
    observed: after,
    origin: origin(how.frame, flow.fromServer.reset?.at),
  };
}

function hostHopsEvidence({ refusals, hostHops }: Refused, origin: OriginOf): Evidence[] {
  const [{ how }] = refusals;
  if (hostHops === null || how.kind !== "reset") return [];
  return [
    {
      label: words.hostHopsLabel(),
      says: words.hostHopsSays({ hops: hostHops.hops, refusal: how.hops }),
      observed: `TTL ${hostHops.hops}`,
      origin: origin(hostHops.frame),
    },
  ];
}

/** What the capture says of a port that refuses. */
export function findingOfRefused(refused: Refused, origin: OriginOf): Finding {
  const { refusals, asked, accepted } = refused;
  const [first] = refusals;
  const counts = { refused: refusals.length, asked, accepted: accepted.length };
  const several = words.connectionsRefused({ count: refusals.length });
  return {
    cause: "refused",
    subject: { kind: "flow", name: flowName(first.flow) },
    certainty: "confirmed",
    severity: accepted.length === 0 ? "critical" : "warning",
    says: refusedHeadline(refused),
    evidence: [
      howEvidence(first, origin),
      ...hostHopsEvidence(refused, origin),
      {
        label: words.attemptsLabel(),
        says: words.attemptsSays(counts),
        observed: quantity(refusals.length, "flows"),
        origin: origin(accepted[0]?.answerFrame ?? first.flow.firstFrame),
      },
      ...connectionsEvidence(
        refusals.map(({ flow, how }) => [flow, how.frame] as const),
        several,
        origin,
      ),
    ],
    remedies: remediesOfRefused(refused),
  };
}
