import type { TcpSocket } from "#text/tcp-socket.ts";
import type { Connection } from "./connections.ts";

/**
 * What a connection tells of the size of packets.
 *
 * - `told`: the head of its data is sent again and again and never acknowledged, while the peer said by SACK that it has
 *   smaller data from behind it.
 * - `fresh`: the same without SACK: nothing smaller was on the way that could have been told of.
 * - `awaited`: it holds data that came before what it waits for, and nothing of full size ever came.
 * - `dead`: small data gets no answer either: not the size.
 * - `delivered`: full-size data was acknowledged, so the path carries it.
 */
export interface Sign {
  readonly kind: "told" | "fresh" | "awaited" | "dead" | "delivered";
  readonly connection: Connection;
  /** IP length of what does not arrive; of a delivered one, what does. */
  readonly size: number;
  /** IP length of what does; 0 when none is known. */
  readonly through: number;
  readonly tries: number;
  readonly waitedSeconds: number;
  /** Two samples show no progress. */
  readonly isFrozen: boolean;
}

/** The first sending and three more: chance alone loses one segment so often rarely. */
const BACKOFF = 3;
/** With a long timer (it begins at a second when the round trip is not known) fewer tries take as long. */
const PATIENT_SECONDS = 3;
const PATIENT_RETRANSMISSIONS = 4;
/** With tcp_mtu_probing Linux goes down in size after about three seconds; what is stuck longer is not helped by it. */
const PROBING_SECONDS = 7;
/** How long a receiver must wait for data that never comes. */
const AWAITED_SECONDS = 3;
/** Every path carries so much: IPv4 hosts must take 576 bytes (RFC 1122), IPv6 links 1280 (RFC 8200). */
const FLOOR_4 = 576;
const FLOOR_6 = 1280;
/** Bytes acknowledged that need not have been in full segments, where the kernel does not count segments (before 4.6). */
const FEW_SEGMENTS = 4;
/** Ours: what is taken to be a full segment. */
const NEARLY_FULL = 0.9;
const AVERAGE_OF_FULL = 0.5;
const MUCH = 64 * 1024;

const SENDING = ["ESTAB", "FIN-WAIT-1", "CLOSE-WAIT", "LAST-ACK", "CLOSING"];

export const isVersion6 = (address: string): boolean => address.includes(":");
const floorOf = ({ remote }: TcpSocket): number => (isVersion6(remote) ? FLOOR_6 : FLOOR_4);

/** IP and TCP headers of a segment with data; timestamps take 12 bytes. */
export const headersOf = ({ remote, hasTimestamps }: TcpSocket): number =>
  (isVersion6(remote) ? 60 : 40) + (hasTimestamps ? 12 : 0);

/** Bytes sent and not acknowledged: the send queue without what was never sent. */
function inFlight({ sendQueue, notSent, unacked, mss }: TcpSocket): number {
  return Math.min(sendQueue - Math.min(notSent ?? 0, sendQueue), unacked * mss);
}

/**
 * How long nothing was acknowledged, at least. Each timeout doubles the timer, so the timers that ran out are together
 * the one that runs now without its first part; and since the last of them some time has passed.
 */
function waited({ rtoSeconds, backoff, lastSentSeconds }: TcpSocket): number {
  return (rtoSeconds ?? 0) * (1 - 2 ** -backoff) + (lastSentSeconds ?? 0);
}

/** Bytes that the segments told by SACK hold at least: those not told of hold no more than a full segment each. */
function sackedBytes(socket: TcpSocket): number {
  const { unacked, sacked, mss } = socket;
  return Math.max(0, inFlight(socket) - Math.max(0, unacked - sacked) * mss);
}

/** Several segments told by SACK of which all but one must be full. */
function isFullTold(socket: TcpSocket): boolean {
  const { sacked, mss } = socket;
  const bytes = sackedBytes(socket);
  if (sacked === 0) return false;
  return bytes >= sacked * mss || (sacked > 1 && bytes >= (sacked - 1) * mss * NEARLY_FULL);
}

/** What it sent was on average so large that full segments must have been among it. */
function isFullDelivered(socket: TcpSocket): boolean {
  const { bytesAcked, dataSegmentsSent, retransmitted, unacked, mss } = socket;
  if (bytesAcked === null || bytesAcked < 2) return false;
  if (dataSegmentsSent === null) return bytesAcked > FEW_SEGMENTS * mss;
  const average = bytesAcked / Math.max(1, dataSegmentsSent - retransmitted - unacked);
  return average >= NEARLY_FULL * mss || (bytesAcked > MUCH && average >= AVERAGE_OF_FULL * mss);
}

function isTriedEnough(socket: TcpSocket, probing: number): boolean {
  const { backoff, retransmitted } = socket;
  const seconds = waited(socket);
  if (probing > 0) return backoff >= BACKOFF && seconds >= PROBING_SECONDS;
  const isPatient = seconds >= PATIENT_SECONDS && retransmitted >= PATIENT_RETRANSMISSIONS;
  return backoff >= BACKOFF || (backoff >= 1 && isPatient);
}

function isFrozenSince({ socket, before }: Connection): boolean {
  return before !== null && before.unacked > 0 && before.bytesAcked === socket.bytesAcked;
}

/** A packet that the peer acknowledged before the rest got stuck: of average size, so that one of them was as large. */
function throughBefore(socket: TcpSocket): number {
  const { bytesAcked, dataSegmentsSent, unacked } = socket;
  // The SYN counts as one byte on the side that connected.
  if (bytesAcked === null || bytesAcked < 2 || dataSegmentsSent === null) return 0;
  const average = Math.ceil(bytesAcked / Math.max(1, dataSegmentsSent - unacked));
  return average + headersOf(socket);
}

/** It sends, has heard nothing for long, and not because the peer's window is shut. */
function isWaiting({ state, timer, unacked, sendWindow }: TcpSocket): boolean {
  return SENDING.includes(state) && timer === "on" && unacked > 0 && sendWindow !== 0;
}

/** Small data gets no answer: what is sent is small, or the small end of it was not told of either. */
function isDead(socket: TcpSocket, size: number): boolean {
  const { unacked, sacked, mss, hasSack } = socket;
  const bytes = inFlight(socket);
  const hasTail = unacked > 1 && unacked * mss > bytes;
  const isSmall = size <= floorOf(socket) || (unacked > 1 && bytes <= mss);
  return isSmall || (hasTail && sacked === 0 && hasSack);
}

function kindOf(socket: TcpSocket, size: number): Sign["kind"] {
  if (isDead(socket, size)) return "dead";
  if (isFullTold(socket) || isFullDelivered(socket)) return "delivered";
  return socket.sacked === 0 ? "fresh" : "told";
}

function stuck(connection: Connection, probing: number): Sign | null {
  const { socket } = connection;
  if (!isWaiting(socket) || !isTriedEnough(socket, probing)) return null;
  const { unacked, sacked, mss, backoff } = socket;
  const bytes = inFlight(socket);
  const size = (unacked === 1 ? bytes : Math.min(bytes, mss)) + headersOf(socket);
  const kind = kindOf(socket, size);
  const told = kind === "told" ? Math.ceil(sackedBytes(socket) / sacked) + headersOf(socket) : 0;
  return {
    kind,
    connection,
    size,
    through: Math.max(told, throughBefore(socket)),
    tries: backoff + 1,
    waitedSeconds: waited(socket),
    isFrozen: isFrozenSince(connection),
  };
}

/** Data waits that came out of order, in both samples the same. */
function isHolding({ socket, before }: Connection): boolean {
  const { state, receiveQueue, receiveMemory, bytesReceived, outOfOrder } = socket;
  const isFull = state === "ESTAB" && receiveQueue === 0 && (receiveMemory ?? 0) > 0;
  if (!isFull || before === null || outOfOrder === 0) return false;
  return before.receiveMemory === receiveMemory && before.bytesReceived === bytesReceived;
}

/** Nothing of full size ever came in order, and what came out of order still waits. */
function awaited(connection: Connection): Sign | null {
  if (!isHolding(connection)) return null;
  const { socket } = connection;
  const { receiveMss, advertisedMss, lastReceivedSeconds, lastAckSeconds } = socket;
  const full = advertisedMss ?? 0;
  const isOnlySmall = receiveMss !== null && receiveMss < full * NEARLY_FULL;
  const waitedSeconds = Math.min(lastReceivedSeconds ?? 0, lastAckSeconds ?? 0);
  const size = full + headersOf(socket);
  if (!isOnlySmall || waitedSeconds < AWAITED_SECONDS || size <= floorOf(socket)) return null;
  return { kind: "awaited", connection, size, through: 0, tries: 0, waitedSeconds, isFrozen: true };
}

/** A connection in no trouble that carried full segments. */
function delivered(connection: Connection): Sign | null {
  const { socket } = connection;
  const { bytesAcked, mss } = socket;
  if (socket.backoff > 0 || (bytesAcked ?? 0) < FEW_SEGMENTS * mss || !isFullDelivered(socket))
    return null;
  const size = mss + headersOf(socket);
  const more = { through: size, tries: 0, waitedSeconds: 0, isFrozen: false };
  return { kind: "delivered", connection, size, ...more };
}

const isLoopback = (address: string): boolean => /^127\.|^::1$/.test(address);

/**
 * What one connection says, or null if it says nothing of sizes.
 * @param probing `tcp_mtu_probing` of its namespace.
 */
export function signOf(connection: Connection, probing: number): Sign | null {
  if (isLoopback(connection.socket.remote)) return null;
  return stuck(connection, probing) ?? awaited(connection) ?? delivered(connection);
}
