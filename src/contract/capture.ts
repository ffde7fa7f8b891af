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
    /** There are connections, and of none were both directions seen. */
    oneWay: boolean;
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

/** One direction of a connection: what its sender said, and what became of it. */
export interface CaptureDirection {
  segments: number;
  payload: number;
  /** Of the SYN; null when none was seen or it had no such option. */
  mss: number | null;
  synFrame: number | null;
  finFrame: number | null;
  rstFrame: number | null;
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
  unreachable: { count: number; code: number; frame: number } | null;
  /** The last step of the TLS handshake that this side was seen to take. */
  tls: string | null;
}

export interface CaptureFlow {
  /** From 0, in the order in which the connections began. */
  number: number;
  /** Who sent the SYN; if none was seen, who sent the first segment. */
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
  fromClient: CaptureDirection;
  fromServer: CaptureDirection;
}
