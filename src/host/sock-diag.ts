import { addressOf, attributesOf, type Netlink } from "./netlink.ts";

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

/** What the message says of the socket itself. */
function endsOf(body: DataView): DiagWords {
  const length = body.getUint8(0) === AF_INET ? 4 : 16;
  const at = (offset: number): string =>
    addressOf(new DataView(body.buffer, body.byteOffset + offset, length)) ?? "";
  const words: DiagWords = new Map();
  words.set("state", STATES[body.getUint8(1)] ?? "");
  words.set("recv-q", body.getUint32(56, true)).set("send-q", body.getUint32(60, true));
  words.set("local", at(8)).set("port", body.getUint16(4));
  words.set("remote", at(24)).set("peer", body.getUint16(6));
  words.set("ino", body.getUint32(68, true));
  const timer = TIMERS[body.getUint8(2)];
  if (timer) words.set("timer", timer);
  return words;
}

function read(view: DataView, offset: number, size: 1 | 4 | 8): number | bigint {
  if (size === 8) return view.getBigUint64(offset, true);
  return size === 4 ? view.getUint32(offset, true) : view.getUint8(offset);
}

function wordsOf(body: DataView): DiagWords | null {
  if (body.byteLength < MESSAGE_BYTES) return null;
  const attributes = attributesOf(body, MESSAGE_BYTES);
  const tcp = attributes.get(INET_DIAG_INFO);
  if (!tcp || tcp.byteLength < LEAST_INFO_BYTES) return null;
  const words = endsOf(body);
  const memory = attributes.get(INET_DIAG_SKMEMINFO);
  if (memory && memory.byteLength >= 4) words.set("rmem", memory.getUint32(0, true));
  if ((tcp.getUint8(5) & TCPI_OPT_TIMESTAMPS) !== 0) words.set("ts", "");
  if ((tcp.getUint8(5) & TCPI_OPT_SACK) !== 0) words.set("sack", "");
  // The kernel gives microseconds, ss prints milliseconds.
  words.set("rto", tcp.getUint32(8, true) / 1000);
  for (const [name, offset, size] of INFO) {
    if (offset + size > tcp.byteLength) break;
    words.set(name, read(tcp, offset, size));
  }
  return words;
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
 * TCP sockets of the namespace, of one family; those that carry data if not said otherwise.
 * @param family AF_INET or AF_INET6.
 * @throws {NetlinkError}
 */
export function* connectionsBy(
  netlink: Netlink,
  family: 2 | 10,
  states: number = DIAG_STATES.withData,
): Generator<DiagWords> {
  const body = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(body.buffer);
  const extensions = (1 << (INET_DIAG_INFO - 1)) | (1 << (INET_DIAG_SKMEMINFO - 1));
  body.set([family, IPPROTO_TCP, extensions, 0]);
  view.setUint32(4, states, true);
  for (const message of netlink.ask({ type: SOCK_DIAG_BY_FAMILY, isDump: true, body })) {
    const words = wordsOf(message.body);
    if (words) yield words;
  }
}
