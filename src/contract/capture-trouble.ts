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
 * when it was sent again, the peer then had it, and did not say that it had it twice or that something came that it refused.
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
  /** Arrived, and the peer did not take it: its timestamp was old (PAWS), or there was no room. */
  refused: number;
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
