import type {
  CaptureDirection,
  CaptureEnd,
  CaptureFlow,
  CaptureSummary,
} from "#contract/capture.ts";
import type { CaptureLoss, CaptureStall } from "#contract/capture-trouble.ts";

/** Ours: fewer may be chance, or the price of finding out how fast a path is. */
const FEWEST_LOST = 5;
/** Ours: at 1 % TCP sends no more than some twelve segments a round trip (Mathis et al. 1997). */
export const RATIO_LOST = 0.01;
/** Losses at so many separate places are not what one ICMP message about the size explains. */
const RUNS_BEYOND_DISCOVERY = 4;
/** Ours: what is lost in a row and holds the connection up for so long is noticed, however little it is of all. */
const SECONDS_HELD_UP = 0.3;
/** Segments lost in a row, on average: at a random loss of 30 % it is 1.4. */
const BURST_MEAN = 2.5;
const BURST_LENGTH = 3;
/** So many losses within a tenth of the time are no chance. */
const BURST_SHARE = 0.1;
const BURST_LOST = 5;
/** Payload of a segment whose size was never seen. */
const USUAL_PAYLOAD = 1448;

/** What was lost of one direction of a connection. */
export interface Lossy {
  readonly flow: CaptureFlow;
  readonly isFromClient: boolean;
  readonly from: CaptureEnd;
  readonly to: CaptureEnd;
  readonly own: CaptureDirection;
  readonly peer: CaptureDirection;
  readonly loss: CaptureLoss;
  /** Segments, each counted once however often it was lost. */
  readonly lost: number;
  readonly lostBytes: number;
  readonly payload: number;
  /** Of all payload that was sent, retransmissions included. */
  readonly ratio: number;
  readonly isCertain: boolean;
}

/** A path, from one address to another, that loses data. The connection with the most losses comes first. */
export interface LossyPath {
  readonly flows: readonly [Lossy, ...Lossy[]];
  readonly lost: number;
  readonly ratio: number;
  readonly cause: "random-loss" | "burst-loss";
}

/** The sizes of packets explain it: path MTU discovery, or a sender that went down in size. */
function isAboutSize({ tooBig, shrunk }: CaptureDirection, { runs }: CaptureLoss): boolean {
  return (tooBig !== null || shrunk !== null) && runs < RUNS_BEYOND_DISCOVERY;
}

/**
 * Whether what was sent again is known to have been lost. The peer says by SACK what it has, and what it got twice; without
 * SACK it asks with duplicate acknowledgments. What never came by here needs no word of the peer's.
 */
function isKnown(loss: CaptureLoss, peer: CaptureDirection, isCut: boolean): boolean {
  if (peer.segments === 0) return false;
  if (loss.told || loss.sack || loss.before > loss.behind) return true;
  return !isCut && peer.synFrame !== null && peer.duplicateAcks > 0;
}

const payloadOf = (own: CaptureDirection): number =>
  Math.min(USUAL_PAYLOAD, own.largestPayload || USUAL_PAYLOAD);

/**
 * A peer that got more twice than it missed tells of reordering, and does not tell of all that came twice: what came by
 * here and was sent again is no proof then.
 */
function proven({ behind, before, needless, refused, overtaken }: CaptureLoss): number {
  const isLostBehind = behind > needless + refused + overtaken;
  return (isLostBehind ? behind : 0) + (before > needless ? before : 0);
}

function lossyOf(flow: CaptureFlow, isFromClient: boolean, isCut: boolean): Lossy | null {
  const { client, server, fromClient, fromServer } = flow;
  const [own, peer] = isFromClient ? [fromClient, fromServer] : [fromServer, fromClient];
  const [from, to] = isFromClient ? [client, server] : [server, client];
  const { loss } = own;
  if (loss === null || isAboutSize(own, loss)) return null;
  // Of one direction alone nothing is acknowledged: all that was sent again may have been lost.
  const isAlone = peer.segments === 0;
  const lost = isAlone ? loss.unanswered : proven(loss);
  if (lost === 0) return null;
  // Frames that are in the capture twice count once.
  const payload = own.payload * (1 - own.seenTwice / own.segments);
  const share = lost / Math.max(1, loss.behind + loss.before);
  const lostBytes = isAlone ? lost * payloadOf(own) : loss.bytes * share;
  const ratio = Math.min(1, lostBytes / Math.max(1, payload));
  const isCertain = isKnown(loss, peer, isCut);
  return {
    flow,
    isFromClient,
    from,
    to,
    own,
    peer,
    loss,
    lost,
    lostBytes,
    payload,
    ratio,
    isCertain,
  };
}

const isManyAlone = (lossy: Lossy): boolean =>
  lossy.lost >= FEWEST_LOST && (lossy.ratio >= RATIO_LOST || heldUp(lossy) !== null);

/** The longest time for which lost data held the connection up, of a loss of several segments in a row. */
export function heldUp({ flow, isFromClient, loss }: Lossy): CaptureStall | null {
  if ((loss.longestRun?.segments ?? 0) < FEWEST_LOST) return null;
  const by = isFromClient ? "server" : "client";
  const stalls = flow.stalls.filter(
    (one) => one.kind === "acknowledgment" && one.by === by && one.lasted >= SECONDS_HELD_UP,
  );
  return stalls.toSorted((one, other) => other.lasted - one.lasted)[0] ?? null;
}

const sum = (flows: readonly Lossy[], of: (one: Lossy) => number): number =>
  flows.reduce((all, one) => all + of(one), 0);

/** Losses that stand together: in sequence, or in time. */
function causeOf(flows: readonly Lossy[], seconds: number): LossyPath["cause"] {
  const lost = sum(flows, (one) => one.lost);
  const runs = sum(flows, ({ loss }) => loss.runs);
  const longest = Math.max(...flows.map(({ loss }) => loss.longestRun?.segments ?? 0));
  if (runs > 0 && lost / runs >= BURST_MEAN && longest >= BURST_LENGTH) return "burst-loss";
  const [single] = flows;
  const span = flows.length === 1 && single ? single.flow.lasted : seconds;
  const first = Math.min(...flows.map(({ loss }) => loss.at));
  const last = Math.max(...flows.map(({ loss }) => loss.at + loss.lasted));
  const isNarrow = last - first <= span * BURST_SHARE;
  return lost >= BURST_LOST && isNarrow && runs > 0 ? "burst-loss" : "random-loss";
}

/** One connection that lost much, or many that lost a little each. */
function isLossy(flows: readonly Lossy[], frames: number): boolean {
  if (flows.some(isManyAlone)) return true;
  const lost = sum(flows, (one) => one.lost);
  // Connections at peace are not in the summary: all frames together stand for what was sent.
  const isOfAll = lost / Math.max(1, frames) >= RATIO_LOST / 2;
  const ratio = ratioOf(flows);
  return flows.length > 1 && lost >= FEWEST_LOST && ratio >= RATIO_LOST && isOfAll;
}

const ratioOf = (flows: readonly Lossy[]): number =>
  Math.min(
    1,
    sum(flows, (one) => one.lostBytes) /
      Math.max(
        1,
        sum(flows, (one) => one.payload),
      ),
  );

/** Every direction of every connection that lost anything. */
export function lossesIn({ flows, totals }: CaptureSummary): readonly Lossy[] {
  const isCut = totals.truncatedFrames > 0;
  return flows.flatMap((flow) =>
    [true, false].flatMap((isFromClient) => lossyOf(flow, isFromClient, isCut) ?? []),
  );
}

const rank = (one: Lossy): number =>
  (isManyAlone(one) ? 1e12 : 0) + (one.isCertain ? 1e9 : 0) + one.lost;

/** The paths that lose data, each with its connections. */
export function lossyPathsIn(capture: CaptureSummary): readonly LossyPath[] {
  const { tcp, seconds } = capture.totals;
  const byPath = new Map<string, [Lossy, ...Lossy[]]>();
  for (const lossy of lossesIn(capture)) {
    const path = `${lossy.from.address} ${lossy.to.address}`;
    const known = byPath.get(path);
    if (known) known.push(lossy);
    else byPath.set(path, [lossy]);
  }
  return [...byPath.values()]
    .filter((flows) => isLossy(flows, tcp.frames))
    .map((flows) => {
      flows.sort((one, other) => rank(other) - rank(one));
      const lost = sum(flows, (one) => one.lost);
      return { flows, lost, ratio: ratioOf(flows), cause: causeOf(flows, seconds) };
    });
}
