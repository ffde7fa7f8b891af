import type { CaptureDirection, CaptureFlow } from "#contract/capture.ts";
import type { CaptureReset } from "#contract/capture-trouble.ts";
import { type Clue, cluesOf } from "./resetter.ts";

/** In what state of the connection a RST came. */
export type Moment =
  | "at-once"
  | "unanswered"
  | "forgotten"
  | "closed-before"
  | "mid-transfer"
  | "idle"
  | "gave-up"
  | "unknown-connection";

/** A connection that a RST ended before its time. */
export interface Broken {
  readonly cause: "reset-by-peer" | "reset-by-middlebox";
  readonly isCertain: boolean;
  readonly flow: CaptureFlow;
  readonly isByServer: boolean;
  readonly reset: CaptureReset;
  readonly moment: Moment;
  readonly clues: readonly Clue[];
}

/** Silence after which a connection was idle, and after which a client that hears nothing has given up. Ours. */
const IDLE_SECONDS = 5;
const GAVE_UP_SECONDS = 1;
/** Pause after which the peer's host, or what stands for it, may have let a connection go. Ours: the shortest in use. */
const FORGOTTEN_SECONDS = 30;
/** Silence after which a server that says FIN has ended an idle connection, not an exchange. Ours. */
const KEPT_ALIVE_SECONDS = 1;
/** What TLS says at its end (an alert, encrypted): nobody waits for an answer to it. */
const FAREWELL_BYTES = 64;
/**
 * Bytes on the way to a client that walks off in the middle: two full segments. Less is the end of an exchange, such as
 * a last answer that nobody waits for. Ours.
 */
const ON_THE_WAY = 2 * 1460;

interface Side {
  readonly flow: CaptureFlow;
  readonly isByServer: boolean;
  readonly own: CaptureDirection;
  readonly peer: CaptureDirection;
  readonly reset: CaptureReset;
}

/** First port of those that systems give to clients (Linux; others begin at 49152). */
const FIRST_EPHEMERAL_PORT = 32_768;

/** A connection that began before the capture: the side that spoke first may be the server; its port tells. */
function isTurned({ syn, synAck, client, server }: CaptureFlow): boolean {
  const isKnown = syn || synAck;
  return !isKnown && client.port < FIRST_EPHEMERAL_PORT && server.port >= FIRST_EPHEMERAL_PORT;
}

function sidesOf(seen: CaptureFlow): Side[] {
  const { client, server, fromClient, fromServer } = seen;
  const flow = isTurned(seen)
    ? { ...seen, client: server, server: client, fromClient: fromServer, fromServer: fromClient }
    : seen;
  const sides = [
    {
      flow,
      isByServer: true,
      own: flow.fromServer,
      peer: flow.fromClient,
      reset: flow.fromServer.reset,
    },
    {
      flow,
      isByServer: false,
      own: flow.fromClient,
      peer: flow.fromServer,
      reset: flow.fromClient.reset,
    },
  ];
  return sides
    .flatMap((side) => (side.reset === null ? [] : [{ ...side, reset: side.reset }]))
    .sort((one, other) => one.reset.frame - other.reset.frame);
}

/** Only its resets were seen of this side, in a connection that began before the capture. */
const isOnlyResets = ({ flow, own, reset }: Side): boolean =>
  !flow.syn && !flow.synAck && own.segments === reset.frames;

/** A request on a connection that its server had just given up as idle, or an upload that it would not hear out. */
const isCutShort = ({ finSilence, unread }: CaptureReset): boolean =>
  (finSilence >= KEPT_ALIVE_SECONDS && unread > FAREWELL_BYTES) || unread >= ON_THE_WAY;

/** What the peer said last it said before it had the answer: it was still sending what was being answered. */
const hasAnswered = ({ ownPayload, unacknowledged }: CaptureReset): boolean =>
  ownPayload > 0 && unacknowledged > 0;

/** What a server's RST cut off; null for an end that harms nobody, such as that of an idle connection. */
function byServer(side: Side): Moment | null {
  const { peer, reset } = side;
  const isAsked = reset.peerPayload > 0 || peer.keepAlives > 0;
  if (isOnlyResets(side)) return isAsked ? "unknown-connection" : null;
  if (reset.afterOwnFin) return isCutShort(reset) ? "closed-before" : null;
  if (reset.peersTurn && reset.peerPayload > 0) {
    if (reset.pause >= FORGOTTEN_SECONDS) return "forgotten";
    return hasAnswered(reset) ? "mid-transfer" : "unanswered";
  }
  if (reset.silence >= IDLE_SECONDS) return null;
  return reset.ownPayload + reset.peerPayload === 0 ? "at-once" : "mid-transfer";
}

/** What a client's RST cut off. Clients end connections by RST as a habit, once they have what they wanted. */
function byClient(side: Side): Moment | null {
  const { reset } = side;
  if (isOnlyResets(side) || reset.afterOwnFin) return null;
  const isInFull = reset.peerHeld || reset.unread >= ON_THE_WAY;
  if (reset.peersTurn) return isInFull ? "mid-transfer" : null;
  const isUnanswered = reset.ownPayload > 0 && reset.peerPayload === 0;
  return isUnanswered && reset.silence >= GAVE_UP_SECONDS ? "gave-up" : null;
}

/** What a middlebox cut off: it has no habits. */
function byMiddlebox(side: Side): Moment {
  const { reset } = side;
  if (reset.silence >= IDLE_SECONDS) return "idle";
  if (reset.ownPayload + reset.peerPayload === 0) return "at-once";
  return reset.peersTurn && reset.peerPayload > 0 ? "unanswered" : "mid-transfer";
}

function brokenBy(side: Side): Broken | null {
  const { flow, own, peer, reset, isByServer } = side;
  const isOpening = (flow.syn || flow.synAck) && !reset.established;
  const hasBegun = !isOpening || reset.ownPayload + reset.peerPayload > 0;
  if (reset.afterPeerFin || !hasBegun) return null;
  const clues = reset.afterOwnFin ? [] : cluesOf(reset, own);
  const [best] = clues;
  const seen = { flow, isByServer, reset, clues };
  if (best)
    return {
      ...seen,
      cause: "reset-by-middlebox",
      isCertain: best.isStrong,
      moment: byMiddlebox(side),
    };
  const moment = isByServer ? byServer(side) : byClient(side);
  if (moment === null) return null;
  // Whether an answer was due, only those who know the protocol can tell.
  const isSeen = flow.established && own.hops !== null && peer.segments > 0;
  const isCertain = isSeen && moment !== "gave-up";
  return { ...seen, cause: "reset-by-peer", isCertain, moment };
}

/**
 * The RST that ended a connection before its time; null when none did. A second one comes too late for that: the
 * connection is gone. One behind which the handshake was tried again ended an older connection of the same ports.
 */
export function brokenOf(flow: CaptureFlow): Broken | null {
  const side = sidesOf(flow).find(({ reset }) => !reset.refusal && !reset.triedAgain);
  return side ? brokenBy(side) : null;
}
