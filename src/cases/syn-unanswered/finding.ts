import type { CaptureFlow } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { endName, flowName, type OriginOf } from "#derived/capture-names.ts";
import type { Quiet, Scan } from "./destinations.ts";
import { words } from "./messages.ts";
import { remediesOfQuiet } from "./remedy.ts";
import type { Silent } from "./silent.ts";

const MOST_ITEMS = 20;

/** What an ICMP code says, of those that name no refusal. */
function meaningOf({ fromClient: { unreachable }, server }: CaptureFlow): Says {
  const code = unreachable?.code ?? -1;
  if (server.address.includes(":")) {
    if (code === 0) return words.noRoute();
    return code === 3 ? words.noHost() : words.noWay();
  }
  if (code === 0) return words.noNetwork();
  return code === 1 ? words.noHost() : words.noWay();
}

/** The connections, when there are several: the first of them by name. */
export function connectionsEvidence(
  seen: readonly { readonly flow: CaptureFlow; readonly times: number }[],
  origin: OriginOf,
): Evidence[] {
  const [first] = seen;
  if (!first || seen.length < 2) return [];
  return [
    {
      label: words.connectionsLabel(),
      says: words.connectionsSays({ count: seen.length }),
      observed: quantity(seen.length, "flows"),
      origin: origin(first.flow.firstFrame, first.flow.at),
      items: seen.slice(0, MOST_ITEMS).map(({ flow, times }) => ({
        name: flowName(flow),
        says: words.connection({ frame: flow.firstFrame, times }),
        quantities: [quantity(times, "packets")],
        origin: origin(flow.firstFrame, flow.at),
      })),
    },
  ];
}

function askedEvidence({ flow, times, watched }: Silent, origin: OriginOf): Evidence {
  const { opening } = flow.fromClient;
  const lasted = quantity(opening?.lasted ?? 0, "seconds");
  const rest = quantity(Math.max(0, watched - (opening?.lasted ?? 0)), "seconds");
  return {
    label: words.askedLabel(),
    says: times > 1 ? words.askedSays({ times, lasted, rest }) : words.askedOnce({ rest }),
    observed: quantity(times, "packets"),
    origin: origin(opening?.lastFrame ?? flow.firstFrame, flow.at),
  };
}

function repliedEvidence({ flow, kind }: Silent, origin: OriginOf): Evidence[] {
  const { opening } = flow.fromServer;
  if (kind !== "one-path" || opening === null) return [];
  const { times, firstFrame, at } = opening;
  const lasted = quantity(opening.lasted, "seconds");
  return [
    {
      label: words.repliedLabel(),
      says: words.repliedSays({ times, lasted }),
      observed: quantity(times, "packets"),
      origin: origin(firstFrame, at),
    },
  ];
}

function icmpEvidence({ flow }: Silent, origin: OriginOf): Evidence[] {
  const { unreachable } = flow.fromClient;
  if (unreachable === null) return [];
  const { count, from, frame } = unreachable;
  const says = words.icmpSays({ count, from, meaning: meaningOf(flow) });
  const observed = quantity(count, "packets");
  return [{ label: words.icmpLabel(), says, observed, origin: origin(frame, flow.at) }];
}

function elsewhereEvidence({ silents, elsewhere }: Quiet, origin: OriginOf): Evidence[] {
  const [{ flow, kind }] = silents;
  if (kind === "one-path") return [];
  if (elsewhere === null)
    return [
      {
        label: words.elsewhereLabel(),
        says: words.elsewhereNone(),
        observed: quantity(0, "flows"),
        origin: origin(flow.firstFrame, flow.at),
      },
    ];
  const { answerFrame, at, server } = elsewhere;
  return [
    {
      label: words.elsewhereLabel(),
      says: words.elsewhereSays({ port: String(server.port) }),
      observed: endName(server),
      origin: origin(answerFrame ?? 0, at),
    },
  ];
}

function headline({ silents, address, port }: Quiet, isCertain: boolean): Says {
  const [{ kind, flow }] = silents;
  const client = flow.client.address;
  const server = port === null ? address : endName(flow.server);
  if (kind === "one-path") return words.onePath({ server, client });
  if (kind === "unreachable")
    return words.unreachable({
      server,
      from: flow.fromClient.unreachable?.from ?? "",
      meaning: meaningOf(flow),
    });
  return isCertain ? words.silent({ server, client }) : words.silentDoubtful({ server, client });
}

/** What the capture says of a host or port that does not answer; `isOneWay`: it might not show an answer. */
export function findingOfQuiet(quiet: Quiet, isOneWay: boolean, origin: OriginOf): Finding {
  const { silents, address, port, asked, answered } = quiet;
  const [first] = silents;
  const isCertain = quiet.isCertain && (!isOneWay || first.kind !== "silent");
  const counts = { silent: silents.length, asked, answered: answered.length };
  const vantage: Evidence[] = isOneWay
    ? [
        {
          label: words.oneWayLabel(),
          says: words.oneWaySays(),
          observed: quantity(0, "packets"),
          origin: origin(first.flow.firstFrame, first.flow.at),
        },
      ]
    : [];
  return {
    cause: "no-answer",
    subject: { kind: "destination", name: port === null ? address : endName(first.flow.server) },
    certainty: isCertain ? "confirmed" : "suspected",
    severity: answered.length === 0 ? "critical" : "warning",
    says: headline(quiet, isCertain),
    evidence: [
      askedEvidence(first, origin),
      ...repliedEvidence(first, origin),
      ...icmpEvidence(first, origin),
      ...elsewhereEvidence(quiet, origin),
      ...vantage,
      {
        label: words.attemptsLabel(),
        says: words.attemptsSays(counts),
        observed: quantity(silents.length, "flows"),
        origin: origin(answered[0]?.answerFrame ?? first.flow.firstFrame),
      },
      ...connectionsEvidence(silents, origin),
    ],
    remedies: remediesOfQuiet(quiet),
  };
}

export function scanEvidence({ client, silents, hosts, ports }: Scan, origin: OriginOf): Evidence {
  const [{ flow }] = silents;
  return {
    label: words.scanLabel(),
    says: words.scanSays({ client, count: silents.length, hosts, ports }),
    observed: quantity(silents.length, "flows"),
    origin: origin(flow.firstFrame, flow.at),
  };
}

/** Somebody whom so many hosts do not answer that it may be his own network. */
export function findingOfInsistence(scan: Scan, origin: OriginOf): Finding {
  const { client, silents, hosts } = scan;
  const [first] = silents;
  const { address } = first.flow.server;
  const quiet = { silents, address, port: null, asked: silents.length, answered: [] };
  return {
    cause: "no-answer",
    subject: { kind: "destination", name: endName(first.flow.server) },
    certainty: "suspected",
    severity: "warning",
    says: words.manyHosts({ hosts, client }),
    evidence: [
      scanEvidence(scan, origin),
      askedEvidence(first, origin),
      ...connectionsEvidence(silents, origin),
    ],
    remedies: remediesOfQuiet({ ...quiet, elsewhere: null, isCertain: false }),
  };
}
