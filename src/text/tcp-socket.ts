import { count } from "./fields.ts";

/** The retransmission timer (`on`), the one that probes a zero window (`persist`), or that of an idle connection. */
export type TcpTimer = "on" | "keepalive" | "persist" | "timewait";

/** A TCP connection as `tcp_info` and ss(8) show it. Counts of what Linux does not tell before some version are null. */
export interface TcpSocket {
  /** As ss names it: `ESTAB`, `FIN-WAIT-1`, `CLOSE-WAIT`, … */
  readonly state: string;
  /** Addresses without brackets or interface; IPv4 in an IPv6 socket as IPv4. */
  readonly local: string;
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
  /** Bytes that came in order and were not read. */
  readonly receiveQueue: number;
  /** Bytes not acknowledged, and those not sent yet. */
  readonly sendQueue: number;
  readonly timer: TcpTimer | null;
  /** Memory of all that came and was not read, out of order too (`skmem:r`). */
  readonly receiveMemory: number | null;
  /** How often the retransmission timer has doubled since the peer last acknowledged something. */
  readonly backoff: number;
  /** Of what it sends: payload of a full segment, TCP options taken off. */
  readonly mss: number;
  /** What it takes the path to carry: the MTU of the route, or one that it learnt. */
  readonly pmtu: number | null;
  /** Its guess of the peer's segments, by the largest that came; 536 at most before one did. */
  readonly receiveMss: number | null;
  /** What it told the peer to send at most. */
  readonly advertisedMss: number | null;
  readonly hasTimestamps: boolean;
  /** The peer tells what it has behind a gap. */
  readonly hasSack: boolean;
  /** Segments. */
  readonly unacked: number;
  readonly sacked: number;
  readonly lost: number;
  /** In the life of the connection. */
  readonly retransmitted: number;
  /** Since 4.1. The SYN counts as one byte on the side that connected. */
  readonly bytesAcked: number | null;
  readonly bytesReceived: number | null;
  /** Segments with data, retransmissions too; since 4.6. */
  readonly dataSegmentsSent: number | null;
  /** Bytes given to the kernel and not sent for the first time; since 4.6. */
  readonly notSent: number | null;
  /** Packets that ever came out of order; since 5.4. */
  readonly outOfOrder: number | null;
  /** Since data was last sent, data last came, an acknowledgement last came. */
  readonly lastSentSeconds: number | null;
  readonly lastReceivedSeconds: number | null;
  readonly lastAckSeconds: number | null;
  readonly rtoSeconds: number | null;
  /** Since 5.4: what the peer's window was last. */
  readonly sendWindow: number | null;
  readonly inode: number | null;
  /** 1-based. */
  readonly line: number;
}

/** Words of a socket, by the names that ss(8) uses for them; `local` and `remote` are addresses, `port` and `peer` ports. */
export type TcpWords = ReadonlyMap<string, string>;

const TIMERS: readonly string[] = ["on", "keepalive", "persist", "timewait"];

/** Milliseconds in text, and perhaps a fraction of one. */
function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) / 1000 : null;
}

/** `::ffff:10.0.0.1` is IPv4 on the wire. */
function wireAddress(text: string): string {
  return text.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

/**
 * A socket from its words. ss and the kernel leave out what is zero; what an old kernel does not count is left out as
 * well, and that is told from zero by `segs_out` (since 4.2).
 *
 * @returns null if there is no address, port or MSS: a socket that is in no connection yet.
 */
export function tcpSocketFrom(words: TcpWords, line: number): TcpSocket | null {
  const number = (name: string): number | null => count(words.get(name));
  const zero = (name: string): number => number(name) ?? 0;
  const counted = (name: string): number | null =>
    number(name) ?? (words.has("segs_out") ? 0 : null);
  const [local, remote] = [words.get("local"), words.get("remote")];
  const [localPort, remotePort] = [number("port"), number("peer")];
  const mss = number("mss");
  if (local === undefined || remote === undefined || mss === null) return null;
  if (localPort === null || remotePort === null) return null;
  const timer = words.get("timer");
  return {
    state: words.get("state") ?? "",
    local: wireAddress(local),
    localPort,
    remote: wireAddress(remote),
    remotePort,
    receiveQueue: zero("recv-q"),
    sendQueue: zero("send-q"),
    timer: timer !== undefined && TIMERS.includes(timer) ? (timer as TcpTimer) : null,
    receiveMemory: number("rmem"),
    backoff: zero("backoff"),
    mss,
    pmtu: number("pmtu"),
    receiveMss: number("rcvmss"),
    advertisedMss: number("advmss"),
    hasTimestamps: words.has("ts"),
    hasSack: words.has("sack"),
    unacked: zero("unacked"),
    sacked: zero("sacked"),
    lost: zero("lost"),
    retransmitted: zero("retrans"),
    bytesAcked: counted("bytes_acked"),
    bytesReceived: counted("bytes_received"),
    dataSegmentsSent: counted("data_segs_out"),
    notSent: counted("notsent"),
    outOfOrder: number("rcv_ooopack"),
    lastSentSeconds: seconds(words.get("lastsnd")),
    lastReceivedSeconds: seconds(words.get("lastrcv")),
    lastAckSeconds: seconds(words.get("lastack")),
    rtoSeconds: seconds(words.get("rto")),
    sendWindow: number("snd_wnd"),
    inode: number("ino"),
    line,
  };
}
