import type { CaptureDirection } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { endName, flowName, type OriginOf } from "#derived/capture-names.ts";
import { words } from "./messages.ts";
import { remediesOf } from "./remedy.ts";
import { SECONDS_STALLED, type Stall, type Stalled } from "./stalls.ts";

const seconds = (value: number) => quantity(value, "seconds");
/** Connections that are named one by one. */
const MOST_NAMED = 50;

export const stallLimit = () =>
  ({ op: ">=", than: seconds(SECONDS_STALLED), because: words.limit() }) as const;

function headline({ receiver, sender, shutting, isCertain }: Stall): Says {
  const ends = { receiver: endName(receiver), sender: endName(sender) };
  const slots = { ...ends, lasted: seconds(shutting.lasted) };
  if (!isCertain) return words.doubtful(slots);
  return shutting.openedFrame === null ? words.shut(slots) : words.opened(slots);
}

const senderOf = ({ flow, isServer }: Stall): CaptureDirection =>
  isServer ? flow.fromClient : flow.fromServer;

function windowEvidence({ shutting }: Stall, origin: OriginOf): Evidence {
  const { lasted, told, openedFrame: frame, at } = shutting;
  const opened = frame === null ? words.neverOpened() : words.openedIn({ frame });
  return {
    label: words.windowLabel(),
    says: words.windowSays({ lasted: seconds(lasted), told, opened }),
    observed: seconds(lasted),
    limit: stallLimit(),
    origin: origin(shutting.frame, at),
  };
}

/** What shows that the sender had something to say. */
function waitingEvidence({ shutting, isCertain }: Stall, origin: OriginOf): Evidence {
  const { probes, sentAfter, at, lasted } = shutting;
  const label = words.waitingLabel();
  const end = at + (shutting.openedFrame === null ? 0 : lasted);
  if (!isCertain) {
    const says = words.askedOnly();
    return { label, says, observed: quantity(0, "packets"), origin: origin(shutting.frame, at) };
  }
  if (probes > 0) {
    const observed = quantity(probes, "packets");
    const frame = shutting.lastProbeFrame ?? shutting.frame;
    return { label, says: words.askedSays({ probes }), observed, origin: origin(frame, end) };
  }
  const says = words.sentAfterSays({ size: bytes(sentAfter) });
  const frame = shutting.openedFrame ?? shutting.frame;
  return { label, says, observed: bytes(sentAfter), origin: origin(frame, end) };
}

function pendingEvidence({ shutting, isCertain }: Stall, origin: OriginOf): Evidence[] {
  if (!isCertain) return [];
  const size = bytes(shutting.unacknowledged);
  const unsent = shutting.full ? words.pendingFull() : words.pendingUnsent();
  const says = shutting.unacknowledged > 0 ? words.pendingSays({ size }) : unsent;
  return [
    {
      label: words.pendingLabel(),
      says,
      observed: size,
      origin: origin(shutting.frame, shutting.at),
    },
  ];
}

function sumEvidence(stall: Stall, origin: OriginOf): Evidence[] {
  const { flow, blocked, times } = stall;
  const { payload, segments } = senderOf(stall);
  if (!stall.isCertain) return [];
  const at = origin(flow.firstFrame, flow.at);
  const share = {
    blocked: seconds(blocked),
    lasted: seconds(Math.max(flow.lasted, blocked)),
    times,
  };
  return [
    {
      label: words.shareLabel(),
      says: words.shareSays(share),
      observed: seconds(blocked),
      origin: at,
    },
    {
      label: words.takenLabel(),
      says: words.takenSays({ size: bytes(payload), segments }),
      observed: bytes(payload),
      origin: at,
    },
  ];
}

/** That its host acknowledges tells a stuck application from a dead host. */
function hostEvidence(stall: Stall, origin: OriginOf): Evidence[] {
  const { roundTrip } = senderOf(stall);
  if (roundTrip === null) return [];
  const shortest = seconds(roundTrip.shortest);
  return [
    {
      label: words.hostLabel(),
      says: words.hostSays({ shortest }),
      observed: shortest,
      origin: origin(stall.shutting.frame, stall.shutting.at),
    },
  ];
}

function connectionsEvidence(stalls: Stalled, origin: OriginOf): Evidence[] {
  if (stalls.length < 2) return [];
  const [first] = stalls;
  return [
    {
      label: words.connectionsLabel(),
      says: words.connectionsSays({ count: stalls.length }),
      observed: quantity(stalls.length, "flows"),
      origin: origin(first.shutting.frame, first.shutting.at),
      items: stalls.slice(0, MOST_NAMED).map(({ flow, shutting: { lasted, frame, at } }) => ({
        name: flowName(flow),
        says: words.connection({ lasted: seconds(lasted), frame }),
        quantities: [seconds(lasted)],
        origin: origin(frame, at),
      })),
    },
  ];
}

/** What the capture says of one application that does not read. */
export function findingOf(stalls: Stalled, origin: OriginOf): Finding {
  const [stall] = stalls;
  return {
    cause: "application-does-not-read",
    subject: { kind: "flow", name: flowName(stall.flow) },
    certainty: stall.isCertain ? "confirmed" : "suspected",
    severity: stall.shutting.openedFrame === null ? "critical" : "warning",
    says: headline(stall),
    evidence: [
      windowEvidence(stall, origin),
      waitingEvidence(stall, origin),
      ...pendingEvidence(stall, origin),
      ...sumEvidence(stall, origin),
      ...hostEvidence(stall, origin),
      ...connectionsEvidence(stalls, origin),
    ],
    remedies: remediesOf(stall),
  };
}
