import { addressOf, type Netlink } from "./netlink.ts";

const SOCK_DIAG_BY_FAMILY = 20;
const IPPROTO_TCP = 6;
/** Extensions, as bits: tcp_info and the memory of the queues. */
const INET_DIAG_INFO = 2;
const INET_DIAG_SKMEMINFO = 7;
const REQUEST_BYTES = 56;
const MESSAGE_BYTES = 72;
const TCPI_OPT_TIMESTAMPS = 1;
const TCPI_OPT_SACK = 2;
const AF_INET = 2;
/** Offsets in struct inet_diag_msg and in struct tcp_info. */
const RECEIVE_QUEUE = 56;
const BACKOFF = 4;
const UNACKED = 24;
/** Every kernel since 2.6.14 tells as much. */
const LEAST_INFO_BYTES = 104;

/** States by the kernel's number, as ss(8) names them. */
const STATES = [
  "",
  "ESTAB",
  "SYN-SENT",
  "SYN-RECV",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "TIME-WAIT",
  "UNCONN",
  "CLOSE-WAIT",
  "LAST-ACK",
  "LISTEN",
  "CLOSING",
];
/** Those that carry data or wait until theirs has arrived. */
const WITH_DATA = [1, 4, 5, 8, 9, 11].reduce((mask, state) => mask | (1 << state), 0);

const TIMERS = [null, "on", "keepalive", "timewait", "persist"];

/** Fields of tcp_info that grow with kernels: byte offset, size (linux include/uapi/linux/tcp.h). */
const INFO: readonly (readonly [string, number, 1 | 4 | 8])[] = [
  ["backoff", 4, 1],
  ["mss", 16, 4],
  ["rcvmss", 20, 4],
  ["unacked", 24, 4],
  ["sacked", 28, 4],
  ["lost", 32, 4],
  ["lastsnd", 44, 4],
  ["lastrcv", 52, 4],
  ["lastack", 56, 4],
  ["pmtu", 60, 4],
  ["advmss", 84, 4],
  ["retrans", 100, 4],
  ["bytes_acked", 120, 8],
  ["bytes_received", 128, 8],
  ["segs_out", 136, 4],
  ["notsent", 144, 4],
  ["data_segs_out", 156, 4],
  ["rcv_ooopack", 224, 4],
  ["snd_wnd", 228, 4],
];

/** A connection in the words that ss(8) has for it (see `#text/tcp-socket.ts`). */
export type DiagWords = Map<string, string | number | bigint>;

/** A message about one socket. Most of a host's are in no trouble: they are passed over without a copy. */
export class DiagSocket {
  readonly #body: DataView;
  /** Where the two extensions begin in the message; 0 for one that is missing. */
  readonly #info: number;
  readonly #infoBytes: number;
  readonly #memory: number;

  constructor(body: DataView) {
    this.#body = body;
    let [info, infoBytes, memory] = [0, 0, 0];
    for (let at = MESSAGE_BYTES; at + 4 <= body.byteLength;) {
      const length = body.getUint16(at, true);
      if (length < 4 || at + length > body.byteLength) break;
      const type = body.getUint16(at + 2, true);
      if (type === INET_DIAG_INFO) [info, infoBytes] = [at + 4, length - 4];
      if (type === INET_DIAG_SKMEMINFO && length >= 8) memory = at + 4;
      at += (length + 3) & ~3;
    }
    this.#info = info;
    this.#infoBytes = infoBytes;
    this.#memory = memory;
  }

  /** Whether the kernel told what it knows of the connection. */
  get isTold(): boolean {
    return this.#infoBytes >= LEAST_INFO_BYTES;
  }

  /** Memory of all that came and was not read; null if it was not told. */
  #receiveMemory(): number | null {
    return this.#memory === 0 ? null : this.#body.getUint32(this.#memory, true);
  }

  /** It retransmits and hears nothing, or holds data that came before what it waits for. */
  isTroubled(): boolean {
    const body = this.#body;
    const isRetransmitting = TIMERS[body.getUint8(2)] === "on";
    if (isRetransmitting && body.getUint8(this.#info + BACKOFF) > 0)
      return body.getUint32(this.#info + UNACKED, true) > 0;
    return body.getUint32(RECEIVE_QUEUE, true) === 0 && (this.#receiveMemory() ?? 0) > 0;
  }

  #address(at: number): string {
    const length = this.#body.getUint8(0) === AF_INET ? 4 : 16;
    const bytes = new DataView(this.#body.buffer, this.#body.byteOffset + at, length);
    return addressOf(bytes) ?? "";
  }

  remote(): string {
    return this.#address(24);
  }

  /** All of it, in the words that ss(8) has. */
  words(): DiagWords {
    const body = this.#body;
    const words: DiagWords = new Map();
    words.set("state", STATES[body.getUint8(1)] ?? "");
    words.set("recv-q", body.getUint32(RECEIVE_QUEUE, true));
    words.set("send-q", body.getUint32(60, true));
    words.set("local", this.#address(8)).set("port", body.getUint16(4));
    words.set("remote", this.remote()).set("peer", body.getUint16(6));
    words.set("ino", body.getUint32(68, true));
    const timer = TIMERS[body.getUint8(2)];
    if (timer) words.set("timer", timer);
    const memory = this.#receiveMemory();
    if (memory !== null) words.set("rmem", memory);
    addInfo(words, new DataView(body.buffer, body.byteOffset + this.#info, this.#infoBytes));
    return words;
  }
}

function addInfo(words: DiagWords, info: DataView): void {
  const options = info.getUint8(5);
  if ((options & TCPI_OPT_TIMESTAMPS) !== 0) words.set("ts", "");
  if ((options & TCPI_OPT_SACK) !== 0) words.set("sack", "");
  // The kernel gives microseconds, ss prints milliseconds.
  words.set("rto", info.getUint32(8, true) / 1000);
  for (const [name, offset, size] of INFO) {
    if (offset + size > info.byteLength) break;
    words.set(name, read(info, offset, size));
  }
}

function read(view: DataView, offset: number, size: 1 | 4 | 8): number | bigint {
  if (size === 8) return view.getBigUint64(offset, true);
  return size === 4 ? view.getUint32(offset, true) : view.getUint8(offset);
}

/** Sets of states to ask for. */
export const DIAG_STATES = {
  withData: WITH_DATA,
  closeWait: 1 << 8,
  listen: 1 << 10,
  /** A connection that no program has accepted yet is in one of these. */
  acceptable: (1 << 1) | (1 << 8),
} as const;

/**
 * TCP sockets of the namespace, of one family; those that carry data if not said otherwise. Each is good until the next.
 * @param family AF_INET or AF_INET6.
 * @throws {NetlinkError}
 */
export function* socketsBy(
  netlink: Netlink,
  family: 2 | 10,
  states: number = DIAG_STATES.withData,
): Generator<DiagSocket> {
  const body = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(body.buffer);
  const extensions = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_SKMEMINFO - 1));
  body.set([family, IPPROTO_TCP, extensions, 0]);
  view.setUint32(4, states, true);
  for (const message of netlink.ask({ type: SOCK_DIAG_BY_FAMILY, isDump: true, body })) {
    if (message.body.byteLength < MESSAGE_BYTES) continue;
    const socket = new DiagSocket(message.body);
    if (socket.isTold) yield socket;
  }
}

/** The same in words, which stay good. */
export function* connectionsBy(
  netlink: Netlink,
  family: 2 | 10,
  states: number,
): Generator<DiagWords> {
  for (const socket of socketsBy(netlink, family, states)) yield socket.words();
}
