import type { CaptureDirection, CaptureEnd, CaptureFlow } from "#contract/capture.ts";
import type { CaptureStall } from "#contract/capture-trouble.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { ReportCapture } from "#contract/report.ts";
import { captureWords as words } from "./capture-messages.ts";
import type { Row } from "./columns.ts";

type Say = (says: Says) => string;

const row = (label: string, value: string, note = ""): Row => ({ label, value, note });
const seconds = (value: number) => quantity(value, "seconds");

/** What is in a capture as a whole. */
export function totalRows(capture: ReportCapture, say: Say): Row[] {
  const { tcp, icmp } = capture;
  if (tcp.streams === 0) return [row(say(words.noConnections()), "")];
  const twice = tcp.seenTwice;
  const all = tcp.retransmissions;
  const doubled = twice > 0 ? words.twice({ twice }) : "";
  const kinds = {
    all,
    doubled,
    fast: tcp.fastRetransmissions,
    spurious: tcp.spuriousRetransmissions,
  };
  const order = { outOfOrder: tcp.outOfOrder, gaps: tcp.lostSegments };
  const windows = { zero: tcp.zeroWindows, full: tcp.windowFulls, alive: tcp.keepAlives };
  const tooBig = { four: icmp.fragmentationNeeded, six: icmp.packetTooBig };
  return [
    row(say(words.connections()), `${tcp.streams} · ${say(words.handshakes(tcp))}`),
    row(say(words.again()), say(words.againKinds(kinds))),
    row(say(words.order()), say(words.orderKinds({ ...order, duplicates: tcp.duplicateAcks }))),
    row(say(words.windows()), say(words.windowKinds(windows))),
    ...(tooBig.four + tooBig.six > 0
      ? [row(say(words.tooBig()), say(words.tooBigKinds(tooBig)))]
      : []),
    ...vantageRows(capture, say),
  ];
}

/** What the place of the capture does not let one see. */
function vantageRows({ vantage, truncatedFrames }: ReportCapture, say: Say): Row[] {
  const { missing, midStream, superSegments } = vantage;
  const limits = [
    ...(truncatedFrames > 0 ? [words.cut({ count: truncatedFrames })] : []),
    ...(missing.fromServer ? [words.missingServer(missing.fromServer)] : []),
    ...(missing.fromClient ? [words.missingClient(missing.fromClient)] : []),
    ...((missing.fromServer ?? missing.fromClient) ? [words.missingLimits()] : []),
    ...(midStream > 0 ? [words.midStream({ count: midStream })] : []),
    ...(superSegments ? [words.superSegments()] : []),
  ];
  return limits.map((limit, index) => row(index === 0 ? say(words.vantage()) : "", say(limit)));
}

function stateOf(flow: CaptureFlow): Says {
  if (flow.reset) return words.refused();
  if (flow.finished) return words.finished();
  if (flow.syn && !flow.synAck) return words.unanswered();
  return flow.syn || flow.synAck ? words.open() : words.midway();
}

const endOf = ({ address, port }: CaptureEnd): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** As findings name a connection. */
export const nameOf = ({ client, server }: CaptureFlow): string =>
  `${endOf(client)} → ${endOf(server)}`;

/** What was agreed on, and how far the ends are from the place of the capture. */
function pathRows({ fromClient, fromServer }: CaptureFlow, say: Say): Row[] {
  const mss = { client: fromClient.mss ?? "–", server: fromServer.mss ?? "–" };
  const hasMss = fromClient.mss !== null || fromServer.mss !== null;
  const trips = [fromServer.roundTrip, fromClient.roundTrip];
  const [client, server] = trips.map((trip) => (trip === null ? "–" : seconds(trip.shortest)));
  const hasTrips = trips.some((trip) => trip !== null);
  return [
    ...(hasMss ? [row(say(words.sizesLabel()), say(words.sizesSays(mss)))] : []),
    ...(hasTrips
      ? [
          row(
            say(words.roundTripLabel()),
            say(words.roundTripSays({ client: client ?? "–", server: server ?? "–" })),
          ),
        ]
      : []),
  ];
}

function waitSays({ kind, by, bytes: size, tries }: CaptureStall): Says {
  const who = by === "client" ? words.client() : words.server();
  const slots = { who, size: bytes(size), tries };
  switch (kind) {
    case "handshake":
      return words.waitHandshake(slots);
    case "window":
      return words.waitWindow(slots);
    case "acknowledgment":
      return words.waitAcknowledgment(slots);
    case "answer":
      return words.waitAnswer(slots);
    case "speaker":
      return words.waitSpeaker(slots);
  }
}

/** The longest times without progress, in the order of time. */
function stallRows({ stalls }: CaptureFlow, say: Say): Row[] {
  return stalls.map((stall, index) => {
    const { at, lasted, firstFrame: first, lastFrame: last } = stall;
    const says = words.stallSays({
      at: seconds(at),
      lasted: seconds(lasted),
      why: waitSays(stall),
    });
    const frames = last === null ? words.stallOpen({ first }) : words.stallFrames({ first, last });
    return row(index === 0 ? say(words.stallLabel()) : "", say(says), say(frames));
  });
}

/** One connection: its ends and fate, then each direction that said something, and what it waited for. */
export function flowRows(flow: CaptureFlow, say: Say): Row[] {
  const { fromClient, fromServer } = flow;
  const hasTls = fromClient.tls !== null || fromServer.tls !== null;
  const tls = hasTls
    ? words.tls({ client: fromClient.tls ?? "–", server: fromServer.tls ?? "–" })
    : "";
  const slots = { frame: flow.firstFrame, lasted: seconds(flow.lasted), state: stateOf(flow), tls };
  return [
    row(nameOf(flow), say(words.flowSays(slots))),
    ...wayRows(fromClient, words.wayLabel({ arrow: "→", who: words.client() }), say),
    ...wayRows(fromServer, words.wayLabel({ arrow: "←", who: words.server() }), say),
    ...pathRows(flow, say),
    ...stallRows(flow, say),
  ];
}

function wayRows(way: CaptureDirection, label: Says, say: Say): Row[] {
  if (way.segments === 0) return [];
  const largest = way.largestDelivered === null ? "–" : way.largestDelivered.bytes;
  const again = way.retransmissions;
  const slots = { segments: way.segments, payload: bytes(way.payload), again, largest };
  const [waiting] = way.unacknowledged;
  if (waiting === undefined || waiting.times < 2)
    return [row(say(label), say(words.waySays(slots)))];
  const stuck = words.waitingSays({
    size: waiting.bytes,
    times: waiting.times,
    lasted: seconds(waiting.lasted),
    first: waiting.firstFrame,
    last: waiting.lastFrame,
  });
  return [row(say(label), say(words.waySays(slots))), row(say(words.waitingLabel()), say(stuck))];
}
