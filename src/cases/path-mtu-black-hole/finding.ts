import type { CaptureFlow } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { OriginOf } from "#derived/capture-names.ts";
import type { Destination } from "./destinations.ts";
import type { Hole } from "./holes.ts";
import { words } from "./messages.ts";
import { remediesOf } from "./remedy.ts";

const seconds = (value: number) => quantity(value, "seconds");

const ownOf = ({ flow, isFromClient }: Hole) => (isFromClient ? flow.fromClient : flow.fromServer);

function headline({ from, to, holes, never }: Destination): Says {
  const [hole] = holes;
  const slots = { from, to, never };
  if (hole.kind === "unseen") return words.unseen(slots);
  if (!hole.isCertain) return words.doubtful(slots);
  return hole.kind === "stuck"
    ? words.stuck(slots)
    : words.recovered({ ...slots, times: hole.times });
}

function neverEvidence(hole: Hole, origin: OriginOf): Evidence {
  const size = bytes(hole.never);
  const lasted = seconds(hole.lasted);
  const says =
    hole.kind === "unseen"
      ? words.neverUnseen({ size: hole.never, lasted })
      : words.neverSays({ size: hole.never, times: hole.times, lasted });
  return {
    label: words.neverLabel(),
    says,
    observed: size,
    origin: origin(hole.lastFrame, hole.flow.at),
  };
}

function throughEvidence({ through, holes }: Destination, origin: OriginOf): Evidence {
  const [{ flow }] = holes;
  const says = through ? words.throughSays({ size: through.bytes }) : words.throughNone();
  return {
    label: words.throughLabel(),
    says,
    observed: bytes(through?.bytes ?? 0),
    origin: origin(through?.frame ?? flow.firstFrame, flow.at),
  };
}

/** What routers said. Silence is evidence only where it could have been heard: at the sender's side of the hole. */
function icmpEvidence(hole: Hole, origin: OriginOf): Evidence[] {
  if (hole.kind === "unseen") return [];
  const { tooBig } = ownOf(hole);
  const { count = 0, frame = hole.lastFrame } = tooBig ?? {};
  const says =
    tooBig === null
      ? words.icmpNone()
      : words.icmpSays({ count, from: tooBig.from, mtu: tooBig.mtu });
  const observed = quantity(count, "packets");
  return [{ label: words.icmpLabel(), says, observed, origin: origin(frame, hole.flow.at) }];
}

function shrunkEvidence(hole: Hole, origin: OriginOf): Evidence[] {
  const { shrunk } = ownOf(hole);
  if (hole.kind !== "recovered" || shrunk === null) return [];
  const size = bytes(shrunk.smallerBytes);
  const says = words.shrunkSays({ size: shrunk.smallerBytes });
  return [
    {
      label: words.shrunkLabel(),
      says,
      observed: size,
      origin: origin(shrunk.lastFrame, shrunk.at),
    },
  ];
}

function tunnelEvidence({ flow, never }: Hole, origin: OriginOf): Evidence[] {
  if (flow.tunnelOverhead === 0) return [];
  const size = bytes(flow.tunnelOverhead);
  const says = words.tunnelSays({ size: flow.tunnelOverhead, all: never + flow.tunnelOverhead });
  return [
    { label: words.tunnelLabel(), says, observed: size, origin: origin(flow.firstFrame, flow.at) },
  ];
}

function handshakeSays({ handshakeSeconds, fromClient, fromServer }: CaptureFlow): Says {
  if (handshakeSeconds === null) return words.handshakeNone();
  const [client, server] = [fromClient.tls, fromServer.tls];
  if (client === null && server === null) return words.handshakeDone();
  return words.handshakeSays({ client: client ?? "–", server: server ?? "–" });
}

function handshakeEvidence({ flow }: Hole, origin: OriginOf): Evidence {
  const { handshakeSeconds } = flow;
  const observed = seconds(handshakeSeconds ?? 0);
  return {
    label: words.handshakeLabel(),
    says: handshakeSays(flow),
    observed,
    origin: origin(flow.firstFrame, flow.at),
  };
}

function superEvidence(hole: Hole, origin: OriginOf): Evidence[] {
  const { superSegments } = ownOf(hole);
  if (superSegments === 0) return [];
  const says = words.superSays({ count: superSegments });
  const observed = quantity(superSegments, "packets");
  return [
    { label: words.superLabel(), says, observed, origin: origin(hole.firstFrame, hole.flow.at) },
  ];
}

/** The connections, when there are several. */
function connectionsEvidence({ holes }: Destination, origin: OriginOf): Evidence[] {
  if (holes.length < 2) return [];
  return [
    {
      label: words.connectionsLabel(),
      says: words.connectionsSays({ count: holes.length }),
      observed: quantity(holes.length, "flows"),
      origin: origin(holes[0].flow.firstFrame, holes[0].flow.at),
      items: holes.map((hole) => ({
        name: `${hole.flow.client.address}:${hole.flow.client.port} → ${hole.flow.server.address}:${hole.flow.server.port}`,
        says: words.connection({
          size: hole.never,
          times: hole.times,
          first: hole.firstFrame,
          last: hole.lastFrame,
        }),
        quantities: [bytes(hole.never), quantity(hole.times, "packets")],
        origin: origin(hole.firstFrame, hole.flow.at),
      })),
    },
  ];
}

/** What the capture says of one destination. */
export function findingOf(destination: Destination, origin: OriginOf): Finding {
  const { from, to, holes } = destination;
  const [hole] = holes;
  return {
    cause: hole.flow.tunnelOverhead > 0 ? "overlay-exceeds-uplink" : "path-smaller-than-interface",
    subject: { kind: "destination", name: to },
    certainty: hole.isCertain ? "confirmed" : "suspected",
    severity: hole.kind === "recovered" ? "warning" : "critical",
    says: headline(destination),
    evidence: [
      neverEvidence(hole, origin),
      throughEvidence(destination, origin),
      ...icmpEvidence(hole, origin),
      ...shrunkEvidence(hole, origin),
      ...tunnelEvidence(hole, origin),
      ...superEvidence(hole, origin),
      handshakeEvidence(hole, origin),
      ...connectionsEvidence(destination, origin),
    ],
    remedies: remediesOf(from, to),
  };
}
