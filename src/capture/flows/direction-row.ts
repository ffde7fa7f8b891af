import type { Rows } from "./rows.ts";
import * as row from "./row-layout.ts";

/** What of a direction lies in its row, under the names that it has elsewhere. */
export class DirectionRow {
  rows: Rows;
  /** Word at which the direction begins. */
  at: number;

  /** @param at where a direction of zeros begins. */
  constructor(rows: Rows, at: number) {
    this.rows = rows;
    this.at = at;
    this.maximumSegmentSize = -1;
    this.windowShift = -1;
    this.window = -1;
    this.lastIdentification = -1;
    this.hops = -1;
    this.sketchUntil = Infinity;
    this.shortestRoundTrip = -1;
    this.longestRoundTrip = -1;
  }

  /** Highest sequence number expected next, if `hasNext`; `nextTime` is when a segment last moved it. */
  get next(): number {
    return (this.rows.words[this.at + row.NEXT] ?? 0) >>> 0;
  }
  set next(value: number) {
    this.rows.words[this.at + row.NEXT] = value;
  }
  /** Up to here all was seen without a hole: the peer cannot acknowledge more unless the capture missed something. */
  get contiguous(): number {
    return (this.rows.words[this.at + row.CONTIGUOUS] ?? 0) >>> 0;
  }
  set contiguous(value: number) {
    this.rows.words[this.at + row.CONTIGUOUS] = value;
  }
  get lastAck(): number {
    return (this.rows.words[this.at + row.LAST_ACK] ?? 0) >>> 0;
  }
  set lastAck(value: number) {
    this.rows.words[this.at + row.LAST_ACK] = value;
  }
  /** As in the header of the last segment; -1 before. */
  get window(): number {
    return this.rows.words[this.at + row.WINDOW] ?? 0;
  }
  set window(value: number) {
    this.rows.words[this.at + row.WINDOW] = value;
  }
  get windowShift(): number {
    return this.rows.words[this.at + row.SHIFT] ?? 0;
  }
  set windowShift(value: number) {
    this.rows.words[this.at + row.SHIFT] = value;
  }
  /** Of the SYN; -1 when none was seen, or it had no such option. */
  get maximumSegmentSize(): number {
    return this.rows.words[this.at + row.MSS] ?? 0;
  }
  set maximumSegmentSize(value: number) {
    this.rows.words[this.at + row.MSS] = value;
  }
  /** What the last segment was, see `terms.ts`. */
  get lastTerms(): number {
    return this.rows.words[this.at + row.LAST_TERMS] ?? 0;
  }
  set lastTerms(value: number) {
    this.rows.words[this.at + row.LAST_TERMS] = value;
  }
  /** Identification, sequence and acknowledgment of the last segment without payload: is the next the same packet? */
  get lastEmptySequence(): number {
    return (this.rows.words[this.at + row.LAST_EMPTY_SEQUENCE] ?? 0) >>> 0;
  }
  set lastEmptySequence(value: number) {
    this.rows.words[this.at + row.LAST_EMPTY_SEQUENCE] = value;
  }
  get lastEmptyAck(): number {
    return (this.rows.words[this.at + row.LAST_EMPTY_ACK] ?? 0) >>> 0;
  }
  set lastEmptyAck(value: number) {
    this.rows.words[this.at + row.LAST_EMPTY_ACK] = value;
  }
  get lastIdentification(): number {
    return this.rows.words[this.at + row.LAST_IDENTIFICATION] ?? 0;
  }
  set lastIdentification(value: number) {
    this.rows.words[this.at + row.LAST_IDENTIFICATION] = value;
  }
  get lastFrame(): number {
    return (this.rows.words[this.at + row.LAST_FRAME] ?? 0) >>> 0;
  }
  set lastFrame(value: number) {
    this.rows.words[this.at + row.LAST_FRAME] = value;
  }
  get segments(): number {
    return (this.rows.words[this.at + row.SEGMENTS] ?? 0) >>> 0;
  }
  set segments(value: number) {
    this.rows.words[this.at + row.SEGMENTS] = value;
  }
  /** Largest payload of one segment. */
  get largestPayload(): number {
    return this.rows.words[this.at + row.LARGEST_PAYLOAD] ?? 0;
  }
  set largestPayload(value: number) {
    this.rows.words[this.at + row.LARGEST_PAYLOAD] = value;
  }
  get duplicateAcks(): number {
    return this.rows.words[this.at + row.DUPLICATE_ACKS] ?? 0;
  }
  set duplicateAcks(value: number) {
    this.rows.words[this.at + row.DUPLICATE_ACKS] = value;
  }
  /** Segments of more payload than the peer's MSS: not split yet by the sender's card, or put together by the receiver's. */
  get superSegments(): number {
    return this.rows.words[this.at + row.SUPER_SEGMENTS] ?? 0;
  }
  set superSegments(value: number) {
    this.rows.words[this.at + row.SUPER_SEGMENTS] = value;
  }
  /** Largest segment, as an IP packet, that the peer acknowledged, and the frame that showed it last. */
  get largestDelivered(): number {
    return this.rows.words[this.at + row.LARGEST_DELIVERED] ?? 0;
  }
  set largestDelivered(value: number) {
    this.rows.words[this.at + row.LARGEST_DELIVERED] = value;
  }
  get largestDeliveredFrame(): number {
    return (this.rows.words[this.at + row.LARGEST_DELIVERED_FRAME] ?? 0) >>> 0;
  }
  set largestDeliveredFrame(value: number) {
    this.rows.words[this.at + row.LARGEST_DELIVERED_FRAME] = value;
  }
  get longestWaitFrame(): number {
    return (this.rows.words[this.at + row.LONGEST_WAIT_FRAME] ?? 0) >>> 0;
  }
  set longestWaitFrame(value: number) {
    this.rows.words[this.at + row.LONGEST_WAIT_FRAME] = value;
  }
  /**
   * IP length that the sender went down to after it had tried a larger one in vain; 0 if it did not. What it sends later
   * and is larger may be a super-segment, though it is below the peer's MSS.
   */
  get reducedTo(): number {
    return this.rows.words[this.at + row.REDUCED_TO] ?? 0;
  }
  set reducedTo(value: number) {
    this.rows.words[this.at + row.REDUCED_TO] = value;
  }
  get hasNext(): boolean {
    return this.isMarked(row.HAS_NEXT);
  }
  set hasNext(value: boolean) {
    this.mark(row.HAS_NEXT, value);
  }
  get hasAck(): boolean {
    return this.isMarked(row.HAS_ACK);
  }
  set hasAck(value: boolean) {
    this.mark(row.HAS_ACK, value);
  }
  /** The peer acknowledged more, it was said, and nothing came of this side since: saying it again tells nothing. */
  get isGapTold(): boolean {
    return this.isMarked(row.IS_GAP_TOLD);
  }
  set isGapTold(value: boolean) {
    this.mark(row.IS_GAP_TOLD, value);
  }
  /** That window was in a SYN, where no scale applies. */
  get isWindowUnscaled(): boolean {
    return this.isMarked(row.IS_WINDOW_UNSCALED);
  }
  set isWindowUnscaled(value: boolean) {
    this.mark(row.IS_WINDOW_UNSCALED, value);
  }
  get nextTime(): number {
    return this.rows.doubles[(this.at + row.NEXT_TIME) >> 1] ?? 0;
  }
  set nextTime(value: number) {
    this.rows.doubles[(this.at + row.NEXT_TIME) >> 1] = value;
  }
  get lastAckTime(): number {
    return this.rows.doubles[(this.at + row.LAST_ACK_TIME) >> 1] ?? 0;
  }
  set lastAckTime(value: number) {
    this.rows.doubles[(this.at + row.LAST_ACK_TIME) >> 1] = value;
  }
  get lastTime(): number {
    return this.rows.doubles[(this.at + row.LAST_TIME) >> 1] ?? 0;
  }
  set lastTime(value: number) {
    this.rows.doubles[(this.at + row.LAST_TIME) >> 1] = value;
  }
  /** Payload, retransmitted bytes included. */
  get bytes(): number {
    return this.rows.doubles[(this.at + row.BYTES) >> 1] ?? 0;
  }
  set bytes(value: number) {
    this.rows.doubles[(this.at + row.BYTES) >> 1] = value;
  }
  /**
   * Nanoseconds from a segment to its acknowledgment, of segments that were sent once: the round trip from where the
   * capture was taken to the peer. -1 when there was none.
   */
  get shortestRoundTrip(): number {
    return this.rows.doubles[(this.at + row.SHORTEST_ROUND_TRIP) >> 1] ?? 0;
  }
  set shortestRoundTrip(value: number) {
    this.rows.doubles[(this.at + row.SHORTEST_ROUND_TRIP) >> 1] = value;
  }
  get longestRoundTrip(): number {
    return this.rows.doubles[(this.at + row.LONGEST_ROUND_TRIP) >> 1] ?? 0;
  }
  set longestRoundTrip(value: number) {
    this.rows.doubles[(this.at + row.LONGEST_ROUND_TRIP) >> 1] = value;
  }
  /** Longest wait of a segment from when it was first sent to its acknowledgment, retransmissions included. */
  get longestWait(): number {
    return this.rows.doubles[(this.at + row.LONGEST_WAIT) >> 1] ?? 0;
  }
  set longestWait(value: number) {
    this.rows.doubles[(this.at + row.LONGEST_WAIT) >> 1] = value;
  }

  /** Time to live (hop limit) of the last packet that was no RST. */
  get hops(): number {
    return this.rows.words[this.at + row.HOPS] ?? 0;
  }
  set hops(value: number) {
    this.rows.words[this.at + row.HOPS] = value;
  }
  /** The marks of the sender of the segment that moved `next`: IPv4 identification, timestamp (0 without one). */
  get nextIdentification(): number {
    return this.rows.words[this.at + row.NEXT_IDENTIFICATION] ?? 0;
  }
  set nextIdentification(value: number) {
    this.rows.words[this.at + row.NEXT_IDENTIFICATION] = value;
  }
  get nextHasTimestamp(): boolean {
    return this.isMarked(row.NEXT_HAS_TIMESTAMP);
  }
  set nextHasTimestamp(value: boolean) {
    this.mark(row.NEXT_HAS_TIMESTAMP, value);
  }
  get nextTimestamp(): number {
    return (this.rows.words[this.at + row.NEXT_TIMESTAMP] ?? 0) >>> 0;
  }
  set nextTimestamp(value: number) {
    this.rows.words[this.at + row.NEXT_TIMESTAMP] = value;
  }
  /** Initial sequence number; guessed from the peer's first acknowledgment when no SYN was seen. */
  get initial(): number {
    return (this.rows.words[this.at + row.INITIAL] ?? 0) >>> 0;
  }
  set initial(value: number) {
    this.rows.words[this.at + row.INITIAL] = value;
  }
  get sketchUntil(): number {
    return this.rows.doubles[(this.at + row.SKETCH_UNTIL) >> 1] ?? 0;
  }
  set sketchUntil(value: number) {
    this.rows.doubles[(this.at + row.SKETCH_UNTIL) >> 1] = value;
  }

  /** Notes where in the stream the next byte of interest is. */
  followTls({ wantedAt, isLost }: { wantedAt: number; isLost: boolean }): void {
    this.mark(row.FOLLOWS_TLS, true);
    this.mark(row.IGNORES_TLS, isLost);
    this.rows.words[this.at + row.TLS_AT] = wantedAt;
  }

  isMarked(bit: number): boolean {
    return ((this.rows.words[this.at + row.MARKS] ?? 0) & bit) !== 0;
  }

  mark(bit: number, isSet: boolean): void {
    const { words } = this.rows;
    const marks = words[this.at + row.MARKS] ?? 0;
    words[this.at + row.MARKS] = isSet ? marks | bit : marks & ~bit;
  }
}
