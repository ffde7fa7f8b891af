import type {
  CaptureInVain,
  CaptureLoss,
  CaptureOpening,
  CaptureReset,
  CaptureSegment,
  CaptureShrunk,
  CaptureShut,
  CaptureStall,
} from "./capture-trouble.ts";

/**
 * What was read of a capture, as plain data: what cases judge and what a report holds. Times are seconds since the
 * capture's first frame; sizes are those of the IP packet, header included, unless they say otherwise; frames are numbered
 * from 1, as Wireshark does.
 */
export interface CaptureSummary {
  /** As the user named it. */
  readonly file: string;
  /** When the first frame was captured (ISO 8601). */
  readonly at: string;
  readonly totals: CaptureTotals;
  /** The connections that something happened to, oldest first; all of them if they were asked for. Bounded. */
  readonly flows: readonly CaptureFlow[];
  /** Connections that something happened to beyond that bound: nothing is known of them but the totals. */
  readonly leftOut: number;
  /**
   * Every SYN toward the hosts and ports that did not answer each of them at once: what was answered speaks for the
   * rest. Oldest first; bounded.
   */
  readonly attempts: readonly CaptureAttempt[];
}

/** A connection that was asked for with a SYN, and what came of it. */
export interface CaptureAttempt {
  client: CaptureEnd;
  server: CaptureEnd;
  firstFrame: number;
  at: number;
  /** How often the SYN was sent. */
  times: number;
  /** TSval of the first SYN. */
  timestamp: number | null;
  answer: "syn-ack" | "reset" | null;
  answerFrame: number | null;
  /** Seconds from the first SYN to the answer. */
  answeredAfter: number | null;
  /** Time to live (hop limit) of the answer. */
  answerHops: number | null;
}

export interface CaptureTotals {
  frames: number;
  /** Frames of which the snap length left a part. */
  truncatedFrames: number;
  /** Frames by LINKTYPE_ number. */
  linkTypes: { [linkType: string]: number };
  seconds: number;
  tcp: {
    frames: number;
    streams: number;
    syn: number;
    synAck: number;
    fin: number;
    rst: number;
    retransmissions: number;
    fastRetransmissions: number;
    spuriousRetransmissions: number;
    outOfOrder: number;
    duplicateAcks: number;
    lostSegments: number;
    zeroWindows: number;
    windowFulls: number;
    keepAlives: number;
    /** Frames that show a packet which an earlier frame has shown; they are in the counts above as well. */
    seenTwice: number;
  };
  icmp: { fragmentationNeeded: number; packetTooBig: number };
  vantage: {
    /** Of no connection were both directions seen, though the other side of one evidently spoke. */
    oneWay: boolean;
    /** Connections of which nothing came by from this side, though it evidently spoke, and a frame that answers it. */
    missing: {
      fromClient: { count: number; frame: number } | null;
      fromServer: { count: number; frame: number } | null;
    };
    /** Connections that had begun before the capture did. */
    midStream: number;
    /** Segments larger than the peer's MSS: captured before the sender's card split them, or behind the receiver's. */
    superSegments: boolean;
  };
}

export interface CaptureEnd {
  address: string;
  port: number;
}

/** The course of one direction in columns of time from the connection's beginning, for a drawing. */
export interface CaptureSketch {
  columnSeconds: number;
  /** New bytes sent until then; 0 in a column in which nothing was sent. */
  bytes: number[];
  /** What was seen in a column, as bits: 1 sent, 2 sent again, 4 its window was 0. */
  marks: number[];
}

/** One direction of a connection: what its sender said, and what became of it. */
export interface CaptureDirection {
  segments: number;
  payload: number;
  /** Of the SYN; null when none was seen or it had no such option. */
  mss: number | null;
  synFrame: number | null;
  finFrame: number | null;
  rstFrame: number | null;
  opening: CaptureOpening | null;
  reset: CaptureReset | null;
  /** Time to live (hop limit) of all packets but resets; null when there are none. */
  hops: { fewest: number; most: number } | null;
  /** The SYN had the timestamp option: if the peer's had it too, every segment has. */
  timestamps: boolean;
  lastFrame: number | null;
  retransmissions: number;
  fastRetransmissions: number;
  spuriousRetransmissions: number;
  seenTwice: number;
  outOfOrder: number;
  lostSegments: number;
  duplicateAcks: number;
  zeroWindows: number;
  windowFulls: number;
  keepAlives: number;
  superSegments: number;
  /** Largest packet that the peer acknowledged in the size in which it was sent; super-segments are not counted. */
  largestDelivered: { bytes: number; frame: number } | null;
  /** Super-segments that were acknowledged. */
  superDelivered: number;
  shrunk: CaptureShrunk | null;
  /**
   * Data that never came by here and that the peer still asks for, though data behind it (`frame`) did come: how much,
   * and for how long the connection was watched after that.
   */
  gap: { bytes: number; frame: number; sacked: boolean; lasted: number } | null;
  /** Largest payload of one segment. */
  largestPayload: number;
  /** From this vantage point to the peer and back. */
  roundTrip: { shortest: number; longest: number } | null;
  longestWait: { seconds: number; frame: number } | null;
  unacknowledged: CaptureSegment[];
  /** ICMP "fragmentation needed" or "packet too big" about these packets. */
  tooBig: { count: number; mtu: number; bytes: number; from: string; frame: number } | null;
  /** ICMP "destination unreachable" about these packets; code and sender are of the first. */
  unreachable: { count: number; code: number; from: string; frame: number } | null;
  loss: CaptureLoss | null;
  /** Null when the peer has spoken since, or was never heard. */
  inVain: CaptureInVain | null;
  shut: CaptureShut | null;
  /** Null when none was asked for. */
  sketch: CaptureSketch | null;
  /** The last step of the TLS handshake that this side was seen to take. */
  tls: string | null;
}

export interface CaptureFlow {
  /** From 0, in the order in which the connections began. */
  number: number;
  /** Who sent the SYN, or got the SYN-ACK; if neither was seen, who sent the first segment. */
  client: CaptureEnd;
  server: CaptureEnd;
  firstFrame: number;
  at: number;
  lasted: number;
  handshakeSeconds: number | null;
  syn: boolean;
  synAck: boolean;
  established: boolean;
  finished: boolean;
  reset: boolean;
  /** Bytes that tunnels add to each packet. */
  tunnelOverhead: number;
  /** The longest of at least 0.2 s, in the order of time. Bounded. */
  stalls: CaptureStall[];
  fromClient: CaptureDirection;
  fromServer: CaptureDirection;
}
