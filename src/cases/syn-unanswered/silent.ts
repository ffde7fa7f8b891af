import type { CaptureFlow, CaptureSummary } from "#contract/capture.ts";

/**
 * How a SYN stayed without an answer.
 *
 * - `silent`: nothing came back.
 * - `unreachable`: a router says that there is no way.
 * - `one-path`: the host answers, again and again, and the client goes on asking: its answers get lost.
 */
export interface Silent {
  readonly kind: "silent" | "unreachable" | "one-path";
  readonly flow: CaptureFlow;
  /** How often the SYN was sent, and for how long the capture went on behind the first. */
  readonly times: number;
  readonly watched: number;
}

/** First retransmission of a SYN (RFC 6298 2.1): an answer that takes longer is late. */
const FIRST_TIMEOUT_SECONDS = 1;
/** The first sending and two more, 3 s on Linux: no chance, and no slow answer. */
const TIMES_CERTAIN = 3;
/** Codes of "destination unreachable" that refuse; see RFC 1122, 1812, 4443. The rest say that there is no way. */
const REFUSING_4 = new Set([2, 3, 9, 10, 13]);
const REFUSING_6 = new Set([1, 4, 5, 6]);

/** The client went on: it has had an answer, which the capture does not show. */
export function hasGoneOn({ fromClient: { segments, opening, reset } }: CaptureFlow): boolean {
  return segments > (opening?.frames ?? 0) + (reset?.frames ?? 0);
}

function isUnreachable({ fromClient: { unreachable }, server }: CaptureFlow): boolean {
  if (unreachable === null) return false;
  return !(server.address.includes(":") ? REFUSING_6 : REFUSING_4).has(unreachable.code);
}

/** The server repeats its SYN-ACK, and the client its SYN behind it. */
function isOnePath({ established, fromClient, fromServer }: CaptureFlow): boolean {
  const [asked, answered] = [fromClient.opening, fromServer.opening];
  if (asked === null || answered === null || established) return false;
  const isRepeated = asked.times > 1 && answered.times > 1;
  return isRepeated && asked.lastFrame > answered.firstFrame && fromClient.reset === null;
}

/** A SYN without an answer; null when there was one, or no time for it. */
export function silentOf(flow: CaptureFlow, seconds: number): Silent | null {
  const { opening, unreachable } = flow.fromClient;
  if (opening === null || hasGoneOn(flow)) return null;
  const { times } = opening;
  const watched = Math.max(0, seconds - opening.at);
  const seen = { flow, times, watched };
  if (isOnePath(flow)) return { ...seen, kind: "one-path" };
  if (flow.synAck || flow.fromServer.segments > 0) return null;
  if (isUnreachable(flow)) return { ...seen, kind: "unreachable" };
  if (unreachable !== null) return null;
  const isWaitedFor = watched - opening.lasted >= FIRST_TIMEOUT_SECONDS;
  return times >= TIMES_CERTAIN || isWaitedFor ? { ...seen, kind: "silent" } : null;
}

/** SYNs without an answer, at the end of the capture: one may still have come. */
export function pendingIn({ flows, totals }: CaptureSummary): readonly CaptureFlow[] {
  return flows.filter((flow) => {
    const isOpen = flow.syn && !flow.synAck && flow.fromServer.segments === 0;
    const isQuiet = flow.fromClient.unreachable === null && !hasGoneOn(flow);
    return isOpen && isQuiet && silentOf(flow, totals.seconds) === null;
  });
}
