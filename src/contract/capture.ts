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

/** A segment that the peer has not acknowledged. */
export interface CaptureSegment {
  firstFrame: number;
  lastFrame: number;
  /** How often it was sent in this very size. */
  times: number;
  bytes: number;
  payload: number;
  dontFragment: boolean;
  /** Seconds since the capture's first frame, and from the first to the last time that it was sent. */
  at: number;
  lasted: number;
  /** Larger than the peer's MSS: captured before the sender's card split it. */
  super: boolean;
  /** The frame in which the peer said by SACK that it has it. */
  sackedFrame: number | null;
  /** Of a super-segment: what the peer said by SACK it has of it, while its head is missing. */
  part: { payload: number; frame: number } | null;
}

/** A segment that was sent in vain in one size, and got through in a smaller one. */
export interface CaptureShrunk {
  bytes: number;
  smallerBytes: number;
  times: number;
  dontFragment: boolean;
  firstFrame: number;
  lastFrame: number;
  at: number;
  lasted: number;
}

/** The SYNs of a client, or the SYN-ACKs of a server. */
export interface CaptureOpening {
  firstFrame: number;
  lastFrame: number;
  at: number;
  lasted: number;
  /** How often it was sent, and in how many frames that shows: some captures hold each packet twice. */
  times: number;
  frames: number;
  /** TSval of the first; null without the option. */
  timestamp: number | null;
}

/** The first RST of one direction: how it looks beside its sender's other packets, and what it ended. */
export interface CaptureReset {
  frame: number;
  /** Frames with RST, this one included. */
  frames: number;
  at: number;
  hops: number;
  /** IPv4 identification. */
  identification: number;
  window: number;
  /** It has the timestamp option; null when the snap length cut the options. */
  timestamps: boolean | null;
  /** Its sequence number, counted from the end of the data that its sender was seen to send; null when none was seen. */
  ahead: number | null;
  /** It answers a SYN: nothing else came from its sender. */
  refusal: boolean;
  /** The handshake was seen to be complete. */
  established: boolean;
  /** Its sender's bytes that the peer had not acknowledged, and the peer's that its sender had not. */
  unacknowledged: number;
  unread: number;
  /** Payload until then, of its sender and of the peer. */
  ownPayload: number;
  peerPayload: number;
  afterOwnFin: boolean;
  afterPeerFin: boolean;
  /** Seconds of silence before its sender's FIN; 0 if there was none. */
  finSilence: number;
  /** The peer had filled its sender's window, or found it at 0: it had more to send. */
  peerHeld: boolean;
  /** The peer spoke last: its sender had not answered. */
  peersTurn: boolean;
  /** Seconds since either side's last segment. */
  silence: number;
  /** Seconds from its sender's last segment to the peer's last new data; 0 if there was none. */
  pause: number;
  /** Made by the capturing host: it left there and never came in, unlike its sender's other packets. */
  madeHere: boolean;
  /** Segments of the same sender that go on as if there had been none. */
  after: { segments: number; frame: number } | null;
  /** A SYN of the same sender followed, for the same connection. */
  triedAgain: boolean;
}

/**
 * What of one direction's data was lost. Segments are counted by their bytes: a frame may hold several. Data counts as lost
 * when it was sent again, the peer then had it, and did not say that it had it twice.
 */
export interface CaptureLoss {
  /** Lost behind the place of the capture: data that came by was sent again. */
  behind: number;
  /** Lost before it: data that did not come by was sent again. */
  before: number;
  /** Further losses of data that had been lost before. */
  again: number;
  /** All losses in bytes of payload. */
  bytes: number;
  /** How often neighbouring segments were lost together, and of how many segments the longest such loss was. */
  runs: number;
  longestRun: { segments: number; frame: number } | null;
  /** Sent again without need: the peer had it. */
  needless: number;
  /** Came late though sent early: overtaken on the way. */
  overtaken: number;
  /** Bytes that the capture missed: they never came by, and the peer had them without that they were sent again. */
  missed: { bytes: number; frame: number } | null;
  /** Sent again, and not acknowledged by the end. */
  unanswered: number;
  /** The peer told by SACK what it has, so that what it got twice is known. */
  told: boolean;
  /** Both sides agreed on SACK: the peer would tell what it gets twice. */
  sack: boolean;
  /** The first frames that send lost data again, and when the first and the last did. */
  frames: number[];
  at: number;
  lasted: number;
}

/** What was sent again, or asked by keep-alive, since the peer said anything: to the end it did not. */
export interface CaptureInVain {
  tries: number;
  /** Of the tries. */
  keepAlives: number;
  firstFrame: number;
  lastFrame: number;
  /** Seconds since the capture's first frame, and from the first to the last try. */
  at: number;
  lasted: number;
  /** Seconds from the peer's last segment to the first try. */
  silence: number;
}

/** A time for which a receiver took nothing more. */
export interface CaptureShutting {
  frame: number;
  at: number;
  lasted: number;
  /** The frame that opened the window again; null if none did. */
  openedFrame: number | null;
  /** How often it said that it is shut. */
  told: number;
  /** How often the peer asked whether it is still shut, and in which frame last. */
  probes: number;
  lastProbeFrame: number | null;
  /** The peer had used the window up to its last byte. */
  full: boolean;
  /** Bytes that the peer had sent and that were not acknowledged. */
  unacknowledged: number;
  /** Payload that the peer sent at once when the window opened. */
  sentAfter: number;
}

/** The times when this side's window was 0. */
export interface CaptureShut {
  times: number;
  /** Seconds in which the peer had something to send and could not. */
  blockedSeconds: number;
  /** The longest of those; and the longest in which the peer had nothing to send, as far as can be seen. */
  longest: CaptureShutting | null;
  longestIdle: CaptureShutting | null;
}

/**
 * A time without progress: no new data, no new acknowledgment.
 *
 * - `handshake`: a SYN was not answered.
 * - `window`: the window of `by` was 0.
 * - `acknowledgment`: data to `by` was sent again, or was missing.
 * - `answer`: `by` had been spoken to and said nothing.
 * - `speaker`: `by` paused in what it said.
 */
export interface CaptureStall {
  kind: "handshake" | "window" | "acknowledgment" | "answer" | "speaker";
  by: "client" | "server";
  at: number;
  lasted: number;
  firstFrame: number;
  /** The frame that ended it; null if nothing did. */
  lastFrame: number | null;
  /** Sent to `by` and not acknowledged. */
  bytes: number;
  /** How often data was sent again, or a shut window asked about. */
  tries: number;
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
