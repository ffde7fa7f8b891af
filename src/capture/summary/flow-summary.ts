import type { CaptureDirection, CaptureEnd, CaptureFlow } from "#contract/capture.ts";
import type {
  CaptureOpening,
  CaptureReset,
  CaptureSegment,
  CaptureShrunk,
} from "#contract/capture-trouble.ts";
import { formatAddress } from "../address.ts";
import type { Direction, Shrunk } from "../flows/direction.ts";
import type { Flow } from "../flows/flow.ts";
import { CAME_IN, type Opening, WENT_OUT } from "../flows/opening.ts";
import type { SentSegment } from "../flows/outstanding.ts";
import type { Reset } from "../flows/reset.ts";
import { distance } from "../flows/sequence.ts";
import type { Endpoints } from "../packet.ts";
import type { TlsStage } from "../flows/tls.ts";
import {
  inVainSummary,
  isInVain,
  lossSummary,
  shutSummary,
  sketchSummary,
  stallsOf,
} from "./trouble-summary.ts";

const seconds = (nanoseconds: number): number => nanoseconds / 1e9;
const orNull = (number: number): number | null => (number > 0 ? number : null);

/** Handshake messages by type (RFC 8446 4), last of the handshake first. */
const MESSAGES: readonly (readonly [number, string])[] = [
  [16, "ClientKeyExchange"],
  [14, "ServerHelloDone"],
  [13, "CertificateRequest"],
  [11, "Certificate"],
  [2, "ServerHello"],
  [1, "ClientHello"],
];

function stageOf(tls: TlsStage | null): string | null {
  if (tls === null) return null;
  if (tls.alert >= 0) return `Alert ${tls.alert}`;
  if (tls.hasApplicationData) return "ApplicationData";
  if (tls.hasChangedCipher) return "ChangeCipherSpec";
  const last = MESSAGES.find(([type]) => (tls.messages & (1 << type)) !== 0);
  return last?.[1] ?? null;
}

const waiting = (segment: SentSegment): CaptureSegment => ({
  firstFrame: segment.firstFrame,
  lastFrame: segment.lastFrame,
  times: segment.times,
  bytes: segment.totalLength,
  payload: segment.payloadLength,
  dontFragment: segment.isDontFragment,
  at: seconds(segment.firstTime),
  lasted: seconds(segment.lastTime - segment.firstTime),
  super: segment.isSuper,
  sackedFrame: orNull(segment.sackedFrame),
  part: segment.partFrame > 0 ? { payload: segment.partPayload, frame: segment.partFrame } : null,
});

const shrunkSummary = (shrunk: Shrunk): CaptureShrunk => ({
  bytes: shrunk.totalLength,
  smallerBytes: shrunk.smallerLength,
  times: shrunk.times,
  dontFragment: shrunk.isDontFragment,
  firstFrame: shrunk.firstFrame,
  lastFrame: shrunk.lastFrame,
  at: seconds(shrunk.firstTime),
  lasted: seconds(shrunk.lastTime - shrunk.firstTime),
});

const openingSummary = (opening: Opening): CaptureOpening => ({
  firstFrame: opening.firstFrame,
  lastFrame: opening.lastFrame,
  at: seconds(opening.firstTime),
  lasted: seconds(opening.lastTime - opening.firstTime),
  times: opening.times,
  frames: opening.frames,
  timestamp: opening.timestamp < 0 ? null : opening.timestamp,
});

function resetSummary(reset: Reset, opening: Opening | null): CaptureReset {
  const hasComeBy = opening !== null && (opening.places & CAME_IN) !== 0;
  const { framesAfter: segments, firstFrameAfter: frame } = reset;
  return {
    frame: reset.frame,
    frames: reset.frames,
    at: seconds(reset.time),
    hops: reset.hops,
    identification: reset.identification,
    window: reset.window,
    timestamps: reset.areOptionsCut ? null : reset.hasTimestamps,
    ahead: reset.ahead,
    refusal: reset.isRefusal,
    established: reset.isEstablished,
    unacknowledged: reset.unacknowledged,
    unread: reset.unread,
    ownPayload: reset.ownBytes,
    peerPayload: reset.peerBytes,
    afterOwnFin: reset.isAfterOwnFin,
    afterPeerFin: reset.isAfterPeerFin,
    finSilence: seconds(reset.finSilence),
    peerHeld: reset.isPeerHeld,
    peersTurn: reset.isPeersTurn,
    silence: seconds(reset.silence),
    pause: seconds(reset.pause),
    madeHere: hasComeBy && reset.places === WENT_OUT,
    after: segments > 0 ? { segments, frame } : null,
    triedAgain: reset.isTriedAgain,
  };
}

/** Data before the oldest that waits, which the peer asks for and which was not seen. */
function gapOf(way: Direction, peer: Direction, lastTime: number): CaptureDirection["gap"] {
  const { oldest } = way.outstanding;
  if (oldest === null || !peer.hasAck) return null;
  const missing = distance(peer.lastAck, oldest.sequence);
  if (missing <= 0) return null;
  const lasted = seconds(lastTime - oldest.firstTime);
  return { bytes: missing, frame: oldest.firstFrame, sacked: oldest.sackedFrame > 0, lasted };
}

const sourceOf = ({ source0, source1, source2, source3 }: Endpoints): string =>
  formatAddress([source0, source1, source2, source3]);

function errors({ pathErrors }: Direction): Pick<CaptureDirection, "tooBig" | "unreachable"> {
  if (pathErrors === null) return { tooBig: null, unreachable: null };
  const tooBig = {
    count: pathErrors.tooBigs,
    mtu: pathErrors.smallestMtu,
    bytes: pathErrors.tooBigLength,
    from: sourceOf(pathErrors.tooBigSender),
    frame: pathErrors.firstTooBigFrame,
  };
  const unreachable = {
    count: pathErrors.unreachables,
    code: pathErrors.unreachableCode,
    from: sourceOf(pathErrors.unreachableSender),
    frame: pathErrors.firstUnreachableFrame,
  };
  return {
    tooBig: tooBig.count > 0 ? tooBig : null,
    unreachable: unreachable.count > 0 ? unreachable : null,
  };
}

function directionOf(way: Direction, peer: Direction, lastTime: number): CaptureDirection {
  const { largestDelivered, longestWait, shortestRoundTrip } = way;
  return {
    segments: way.segments,
    payload: way.bytes,
    mss: orNull(way.maximumSegmentSize),
    synFrame: orNull(way.synFrame),
    finFrame: orNull(way.finFrame),
    rstFrame: orNull(way.rstFrame),
    lastFrame: orNull(way.lastFrame),
    opening: way.opening && openingSummary(way.opening),
    reset: way.reset && resetSummary(way.reset, way.opening),
    hops: way.hops < 0 ? null : { fewest: way.fewestHops, most: way.mostHops },
    timestamps: way.hasTimestamps,
    retransmissions: way.retransmissions,
    fastRetransmissions: way.fastRetransmissions,
    spuriousRetransmissions: way.spuriousRetransmissions,
    seenTwice: way.seenTwice,
    outOfOrder: way.outOfOrder,
    lostSegments: way.lostSegments,
    duplicateAcks: way.duplicateAckCount,
    zeroWindows: way.zeroWindows,
    windowFulls: way.windowFulls,
    keepAlives: way.keepAlives,
    superSegments: way.superSegments,
    largestDelivered:
      largestDelivered > 0 ? { bytes: largestDelivered, frame: way.largestDeliveredFrame } : null,
    superDelivered: way.superDelivered,
    shrunk: way.shrunk && shrunkSummary(way.shrunk),
    gap: gapOf(way, peer, lastTime),
    largestPayload: way.largestPayload,
    roundTrip:
      shortestRoundTrip < 0
        ? null
        : { shortest: seconds(shortestRoundTrip), longest: seconds(way.longestRoundTrip) },
    longestWait:
      longestWait > 0 ? { seconds: seconds(longestWait), frame: way.longestWaitFrame } : null,
    unacknowledged: way.outstanding.segments().map(waiting),
    ...errors(way),
    loss: lossSummary(way, peer),
    inVain: inVainSummary(way, peer),
    shut: shutSummary(way),
    sketch: sketchSummary(way),
    tls: stageOf(way.tls),
  };
}

export const clientOf = (ends: Endpoints): CaptureEnd => ({
  address: sourceOf(ends),
  port: ends.sourcePort,
});

export function serverOf(ends: Endpoints): CaptureEnd {
  const { destination0, destination1, destination2, destination3, destinationPort: port } = ends;
  return { address: formatAddress([destination0, destination1, destination2, destination3]), port };
}

/** A connection as plain data, a copy: the flow itself may go on. */
export function flowSummary(flow: Flow): CaptureFlow {
  return {
    number: flow.number,
    client: clientOf(flow),
    server: serverOf(flow),
    firstFrame: flow.firstFrame,
    at: seconds(flow.firstTime),
    lasted: seconds(flow.lastTime - flow.firstTime),
    handshakeSeconds: flow.handshakeTime < 0 ? null : seconds(flow.handshakeTime),
    syn: flow.hasSyn,
    synAck: flow.hasSynAck,
    established: flow.isEstablished,
    finished: flow.isFinished,
    reset: flow.isReset,
    tunnelOverhead: flow.tunnelOverhead,
    stalls: stallsOf(flow),
    fromClient: directionOf(flow.forward, flow.backward, flow.lastTime),
    fromServer: directionOf(flow.backward, flow.forward, flow.lastTime),
  };
}

/** Whether anything happened to it that a reader may want to know; a connection at peace is in the totals only. */
export function isNotable(flow: Flow): boolean {
  const isUnanswered = flow.hasSyn && !flow.hasSynAck;
  const { forward, backward } = flow;
  if (flow.isReset || isUnanswered || isTroubled(forward) || isTroubled(backward)) return true;
  return isInVain(forward, backward) || isInVain(backward, forward);
}

/** By data that was sent again so soon that it counts as out of order. */
const isLossy = ({ losses }: Direction): boolean => losses !== null && !losses.repeats.isEmpty;

function isTroubled(way: Direction): boolean {
  const events = way.retransmissions + way.lostSegments + way.zeroWindows + way.ackedUnseenSegments;
  return events > way.seenTwice || way.pathErrors !== null || isLossy(way);
}
