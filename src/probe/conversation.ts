import { segmentHeaders, TCP_TIMESTAMPS, type Family } from "./address.ts";
import { errnoName, Socket } from "./socket.ts";

// Offsets in struct tcp_info, linux include/uapi/linux/tcp.h
const AT = {
  state: 0,
  options: 5,
  sendMss: 16,
  receiveMss: 20,
  unacked: 24,
  sacked: 28,
  pathMtu: 60,
  roundTrip: 68,
  advertisedMss: 84,
  acked: 120,
  outOfOrder: 224,
} as const;
const ESTABLISHED = 1;
const TIMESTAMPS = 1;
const TICK_MS = 3;

export interface Target {
  readonly family: Family;
  readonly address: string;
  readonly port: number;
}

export interface Talk {
  /** Largest packet to be announced and sent (TCP_MAXSEG); all that the route takes if not said. */
  readonly largest?: number;
  /** What is sent once connected, given the largest payload of one segment. */
  request(payload: number): Uint8Array;
  /** Whether all is known that this connection is for. */
  isDone(now: Conversation): boolean;
  readonly connectSeconds: number;
  readonly talkSeconds: number;
}

/** What a TCP connection showed. Sizes are those of IP packets. */
export interface Conversation {
  outcome: "connected" | "refused" | "unanswered" | "unreachable";
  code: string;
  /** Largest packet that the peer was told it may send. */
  announced: number;
  /** Largest packet that this side could send: at the beginning, and at the end. */
  sentAtFirst: number;
  sendsNow: number;
  pathMtu: number;
  /** Bytes of the request, and of those, how many the peer acknowledged. */
  request: number;
  acked: number;
  /** The peer has what lies behind a segment that it lacks. */
  sackedTail: boolean;
  received: number;
  firstByte: number | null;
  /** Largest packet of data that arrived in order. */
  largestReceived: number;
  /** Data came behind data that is missing. */
  outOfOrder: boolean;
  ended: boolean;
  /** Since the request was sent. */
  seconds: number;
  /** Since data came last. */
  quietSeconds: number;
  roundTripSeconds: number;
}

const fresh = (): Conversation => ({
  outcome: "unanswered",
  code: "ETIMEDOUT",
  announced: 0,
  sentAtFirst: 0,
  sendsNow: 0,
  pathMtu: 0,
  request: 0,
  acked: 0,
  sackedTail: false,
  received: 0,
  firstByte: null,
  largestReceived: 0,
  outOfOrder: false,
  ended: false,
  seconds: 0,
  quietSeconds: 0,
  roundTripSeconds: 0,
});

function failed(talked: Conversation, errno: number): void {
  talked.code = errnoName(errno);
  talked.outcome =
    talked.code === "ECONNREFUSED"
      ? "refused"
      : talked.code === "ETIMEDOUT"
        ? "unanswered"
        : "unreachable";
}

/** Bytes around the payload of a segment. */
const around = (info: DataView, family: Family): number =>
  segmentHeaders(family) + ((info.getUint8(AT.options) & TIMESTAMPS) === 0 ? 0 : TCP_TIMESTAMPS);

function look(info: DataView, family: Family, talked: Conversation): void {
  const overhead = around(info, family);
  const u32 = (at: number): number => info.getUint32(at, true);
  talked.sendsNow = u32(AT.sendMss) + overhead;
  talked.pathMtu = u32(AT.pathMtu);
  talked.roundTripSeconds = u32(AT.roundTrip) / 1e6;
  talked.sackedTail ||= u32(AT.sacked) > 0;
  talked.outOfOrder ||= u32(AT.outOfOrder) > 0;
  // Kernels before 4.1 do not count what was acknowledged: nothing left unacknowledged is all.
  const counted = Number(info.getBigUint64(AT.acked, true));
  const all = u32(AT.unacked) === 0 ? talked.request : 0;
  // The SYN counts as a byte.
  talked.acked = Math.max(talked.acked, counted > 0 ? Math.min(counted - 1, talked.request) : all);
  // The kernel's estimate begins at 536 whatever has come.
  if (talked.received > 0) {
    const most = Math.min(u32(AT.receiveMss), talked.received);
    talked.largestReceived = Math.max(talked.largestReceived, most + overhead);
  }
}

function read(socket: Socket, talked: Conversation): boolean {
  const before = talked.received;
  for (let tries = 0; tries < 64; tries++) {
    const bytes = socket.receive();
    if (bytes === null) break;
    if (typeof bytes === "string" || bytes.length === 0) {
      talked.ended = true;
      break;
    }
    talked.firstByte ??= bytes[0] ?? null;
    talked.received += bytes.length;
  }
  return talked.received > before;
}

async function connected(socket: Socket, talk: Talk, talked: Conversation): Promise<boolean> {
  const deadline = performance.now() + talk.connectSeconds * 1000;
  while (performance.now() < deadline) {
    if (socket.tcpInfo().getUint8(AT.state) === ESTABLISHED) return true;
    const errno = socket.pendingErrno();
    if (errno !== 0) {
      failed(talked, errno);
      return false;
    }
    await Bun.sleep(TICK_MS);
  }
  return false;
}

/** @returns whether the connection has done what it is for. */
async function say(socket: Socket, talk: Talk, talked: Conversation): Promise<boolean> {
  const began = performance.now();
  let heard = began;
  // Far away, a segment is sent again later.
  const seconds = (): number => Math.max(talk.talkSeconds, 0.5 + 4 * talked.roundTripSeconds);
  while (performance.now() - began < seconds() * 1000) {
    if (read(socket, talked)) heard = performance.now();
    look(socket.tcpInfo(), socket.family, talked);
    talked.seconds = (performance.now() - began) / 1000;
    talked.quietSeconds = (performance.now() - heard) / 1000;
    if (talked.ended || talk.isDone(talked)) return true;
    await Bun.sleep(TICK_MS);
  }
  return false;
}

/** One TCP connection: opened, given a request, watched; aborted if it is stuck, so that neither side goes on. */
export async function converse(target: Target, talk: Talk): Promise<Conversation> {
  const talked = fresh();
  const { family } = target;
  const socket = Socket.open(family, "stream", 0);
  if (typeof socket === "string") return { ...talked, outcome: "unreachable", code: socket };
  let isDone = false;
  try {
    socket.set("noDelay", 1);
    if (talk.largest !== undefined)
      socket.set("maxSegment", Math.max(88, talk.largest - segmentHeaders(family)));
    const refused = socket.connect(target.address, target.port);
    if (refused !== 0) failed(talked, -refused);
    if (refused !== 0 || !(await connected(socket, talk, talked))) return talked;
    talked.outcome = "connected";
    talked.code = "";
    const info = socket.tcpInfo();
    const overhead = around(info, family);
    talked.announced = info.getUint32(AT.advertisedMss, true) + overhead;
    talked.sentAtFirst = info.getUint32(AT.sendMss, true) + overhead;
    const request = talk.request(talked.sentAtFirst - overhead);
    talked.request = Math.max(0, socket.send(request));
    isDone = await say(socket, talk, talked);
    return talked;
  } finally {
    if (isDone) socket.close();
    else socket.abort();
  }
}
