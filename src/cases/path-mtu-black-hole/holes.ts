import type { CaptureDirection, CaptureFlow } from "#contract/capture.ts";
import type { CaptureSegment } from "#contract/capture-trouble.ts";

/**
 * How a hole shows.
 *
 * - `stuck`: one size is sent again and again, and never acknowledged.
 * - `recovered`: one size was sent in vain, and the same data got through in smaller pieces.
 * - `unseen`: seen from behind the hole: small data came, the full-size data before it never did.
 */
export interface Hole {
  readonly kind: "stuck" | "recovered" | "unseen";
  readonly isCertain: boolean;
  readonly flow: CaptureFlow;
  readonly isFromClient: boolean;
  /** IP length that never got through; of an unseen one, what the receiver's MSS allows. */
  readonly never: number;
  /** Largest IP length that did, and the frame that shows it; null when none was seen. */
  readonly through: { readonly bytes: number; readonly frame: number } | null;
  readonly times: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly lasted: number;
}

/** The first sending and three more: 0.2 + 0.4 + 0.8 s of Linux' timer; chance alone loses one segment so often rarely. */
const TIMES_STUCK = 4;
const SECONDS_STUCK = 1.3;
/** With MTU probing on, Linux goes down in size after about 3 s; other systems after fewer tries. */
const TIMES_RECOVERED = 3;
const SECONDS_RECOVERED = 1;
/** How long a receiver must wait for data that never comes. */
const SECONDS_UNSEEN = 3;
/** Every path carries so much: IPv4 hosts must take 576 bytes (RFC 1122), IPv6 links 1280 (RFC 8200). */
const FLOOR_4 = 576;
const FLOOR_6 = 1280;
const HEADERS_4 = 40;
const HEADERS_6 = 60;
/** TCP options of a segment with data, timestamps and a little more. */
const OPTIONS = 40;

interface Way {
  readonly flow: CaptureFlow;
  readonly isFromClient: boolean;
  readonly own: CaptureDirection;
  readonly peer: CaptureDirection;
}

const isVersion6 = ({ client }: CaptureFlow): boolean => client.address.includes(":");
const floorOf = (flow: CaptureFlow): number => (isVersion6(flow) ? FLOOR_6 : FLOOR_4);

interface Tries {
  readonly times: number;
  readonly firstFrame: number;
  readonly lasted: number;
}

/** How often a segment was sent. What the sender's card split is not seen in its own size the first time. */
function triesOf({ times, firstFrame, at, lasted }: CaptureSegment, { own }: Way): Tries {
  const whole = own.unacknowledged.find(
    (one) => one.super && one.sackedFrame === null && one.firstFrame < firstFrame,
  );
  if (!whole) return { times, firstFrame, lasted };
  return { times: times + 1, firstFrame: whole.firstFrame, lasted: at + lasted - whole.at };
}

/** A segment in the size in which it went over the wire, sent so often that chance is no explanation. */
function isStuck(segment: CaptureSegment, way: Way): boolean {
  const { flow, own, peer } = way;
  const { bytes, dontFragment } = segment;
  const { times, lasted } = triesOf(segment, way);
  const isLarge = bytes > floorOf(flow) && !segment.super && segment.sackedFrame === null;
  const isTried = times >= TIMES_STUCK && lasted >= SECONDS_STUCK && dontFragment;
  const isPeerSilent = peer.segments === 0 || peer.zeroWindows > 0;
  return isLarge && isTried && !isPeerSilent && own.superDelivered === 0;
}

interface Told {
  readonly bytes: number;
  readonly frame: number;
}

/** IP lengths of what the peer told by SACK: whole segments, and what the sender's card cut off one. */
function toldIn({ own }: Way): readonly Told[] {
  return own.unacknowledged.flatMap((one) => {
    const { sackedFrame, part, bytes, payload } = one;
    if (part !== null) return [{ bytes: part.payload + bytes - payload, frame: part.frame }];
    return sackedFrame === null || one.super ? [] : [{ bytes, frame: sackedFrame }];
  });
}

/** What got through: acknowledged, or told by SACK. */
function throughOf(way: Way): Hole["through"] {
  const { largestDelivered } = way.own;
  const all = [...(largestDelivered === null ? [] : [largestDelivered]), ...toldIn(way)];
  return all.toSorted((one, other) => other.bytes - one.bytes)[0] ?? null;
}

/** The peer told by SACK that it has smaller data from behind the hole: sent later, and arrived. */
function isSmallerTold(way: Way, segment: CaptureSegment): boolean {
  return toldIn(way).some(({ bytes }) => bytes < segment.bytes);
}

/**
 * A peer that says nothing any more may be gone. Then only data that it took before speaks for the size, and smaller
 * data that it leaves unanswered as well speaks against it.
 */
function isSilent({ own, peer }: Way, segment: CaptureSegment): boolean {
  const isAnswered = (peer.lastFrame ?? 0) > segment.firstFrame || peer.duplicateAcks > 0;
  const isSmallerWaiting = own.unacknowledged.some(({ bytes }) => bytes < segment.bytes);
  return !isAnswered && (own.largestDelivered === null || isSmallerWaiting);
}

function stuck(way: Way): Hole | null {
  const { flow, own, peer, isFromClient } = way;
  const segment = own.unacknowledged.find((one) => isStuck(one, way));
  if (!segment) return null;
  const through = throughOf(way);
  if (through !== null && through.bytes >= segment.bytes) return null;
  const isTold = isSmallerTold(way, segment);
  if (!isTold && isSilent(way, segment)) return null;
  return {
    kind: "stuck",
    isCertain: isTold && flow.established && peer.mss !== null,
    flow,
    isFromClient,
    never: segment.bytes,
    through,
    ...triesOf(segment, way),
    lastFrame: segment.lastFrame,
  };
}

function recovered(way: Way): Hole | null {
  const { flow, own, peer, isFromClient } = way;
  const { shrunk } = own;
  if (shrunk === null || own.tooBig !== null || peer.zeroWindows > 0) return null;
  const { times, lasted, bytes, dontFragment, firstFrame, lastFrame } = shrunk;
  const isTried = times >= TIMES_RECOVERED && lasted >= SECONDS_RECOVERED && dontFragment;
  if (!isTried || bytes <= floorOf(flow)) return null;
  const through = throughOf(way);
  if (through !== null && through.bytes >= bytes) return null;
  return {
    kind: "recovered",
    isCertain: times >= TIMES_STUCK && through !== null && flow.established,
    flow,
    isFromClient,
    never: bytes,
    through,
    times,
    firstFrame,
    lastFrame,
    lasted,
  };
}

/** The peer asks for data that it misses, long enough, and nothing of full size ever came. */
function isAskedFor({ own, peer }: Way, full: number): boolean {
  const { gap } = own;
  if (gap === null || gap.lasted < SECONDS_UNSEEN) return false;
  const isOnlySmall = own.largestPayload < full && own.superSegments === 0;
  return isOnlySmall && (gap.sacked || peer.duplicateAcks > 0);
}

/** Behind the hole nobody sees the large segments: only that the receiver still asks for them. */
function unseen(way: Way): Hole | null {
  const { flow, own, peer, isFromClient } = way;
  const { gap } = own;
  if (gap === null || peer.mss === null || !flow.established || peer.zeroWindows > 0) return null;
  const mss = Math.min(peer.mss, own.mss ?? peer.mss);
  const full = mss - OPTIONS;
  const headers = isVersion6(flow) ? HEADERS_6 : HEADERS_4;
  const never = mss + headers;
  if (gap.bytes < full || never <= floorOf(flow) || !isAskedFor(way, full)) return null;
  return {
    kind: "unseen",
    isCertain: false,
    flow,
    isFromClient,
    never,
    through: { bytes: own.largestPayload + headers, frame: gap.frame },
    times: 0,
    firstFrame: gap.frame,
    lastFrame: peer.lastFrame ?? gap.frame,
    lasted: gap.lasted,
  };
}

/** The holes that a connection fell into: one for each direction at most. */
export function holesOf(flow: CaptureFlow): Hole[] {
  const { fromClient, fromServer } = flow;
  const ways: readonly Way[] = [
    { flow, isFromClient: true, own: fromClient, peer: fromServer },
    { flow, isFromClient: false, own: fromServer, peer: fromClient },
  ];
  return ways.flatMap((way) => stuck(way) ?? recovered(way) ?? unseen(way) ?? []);
}
