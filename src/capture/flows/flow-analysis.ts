import type { Frame } from "../frame.ts";
import {
  ACK,
  Endpoints,
  FIN,
  type Packet,
  RST,
  SYN,
  TRANSPORT_ICMP,
  TRANSPORT_ICMP6,
  TRANSPORT_TCP,
} from "../packet.ts";
import { classify, type Moment } from "./classify.ts";
import { Direction } from "./direction.ts";
import type { Flow } from "./flow.ts";
import { FlowTable } from "./flow-table.ts";
import { PathErrors } from "./path-errors.ts";
import { Lane } from "./lane.ts";
import { FORWARD } from "./row-layout.ts";
import { Rows } from "./rows.ts";
import { remember } from "./remember.ts";
import { distance } from "./sequence.ts";
import { PORTS_REUSED, ZERO_WINDOW } from "./terms.ts";

const NOBODY = new Direction(new Rows(1), FORWARD);

/** 3 KiB each when all have data outstanding: about 50 MiB for a table that is full. */
const DEFAULT_LIMIT = 16_384;

/**
 * Follows the TCP connections of a capture: what each segment is (see `terms.ts`), and counts per direction.
 *
 * Bounded memory: what is kept is a flow's state, never its packets, and of flows at most `limit`.
 */
export class FlowAnalysis {
  /** The flow of the last segment, or that the last ICMP error is about; null when the last packet was neither. */
  flow: Flow | null = null;
  private readonly table: FlowTable;
  private readonly isSketched: boolean;
  private lane: Lane | null = null;
  private hasBegun = false;
  private firstSeconds = 0;
  private firstNanoseconds = 0;
  /** One record for all segments. */
  private readonly moment: { -readonly [K in keyof Moment]: Moment[K] } = {
    own: NOBODY,
    peer: NOBODY,
    time: 0,
    handshakeTime: -1,
  };

  /** @param retire called with each flow when nothing more will be known of it; see {@link FlowAnalysis.end}. */
  constructor(
    retire: (flow: Flow) => void,
    { limit = DEFAULT_LIMIT, isSketched = false }: { limit?: number; isSketched?: boolean } = {},
  ) {
    this.isSketched = isSketched;
    const retired = (flow: Flow): void => {
      flow.forward.catchUp(flow.firstTime);
      flow.backward.catchUp(flow.firstTime);
      retire(flow);
    };
    this.table = new FlowTable(limit, retired);
  }

  /** Connections that were seen so far. */
  get flows(): number {
    return this.table.begun;
  }

  /**
   * What takes the frames that need not be decoded, since each holds an ordinary segment: one that no term of `terms.ts`
   * fits. All others are decoded and {@link add}ed.
   * @returns null before the first frame with a time.
   */
  openLane(): Lane | null {
    if (!this.hasBegun) return null;
    const { firstSeconds: seconds, firstNanoseconds: nanoseconds } = this;
    return (this.lane ??= new Lane(this.table, { seconds, nanoseconds }));
  }

  /** @returns what the segment is, as bits of `terms.ts`; 0 for an ordinary one and for what is no TCP. */
  add(frame: Frame, packet: Packet): number {
    this.flow = null;
    const time = this.timeOf(frame);
    if (packet.transport !== TRANSPORT_TCP) {
      this.error(frame, packet);
      return 0;
    }
    const known = this.table.find(packet);
    const isReused = known !== null && isNewConnection(known, packet);
    if (isReused) this.table.end(known);
    const flow = known === null || isReused ? this.begin(packet, frame.number, time) : known;
    this.flow = flow;
    if (packet.tunnels > 0 && !packet.isOuterFragment)
      flow.tunnelOverhead = Math.max(0, packet.outerTotalLength - packet.totalLength);
    flow.lastTime = time;
    flow.isPortReused ||= isReused;
    // How much of a fragmented segment went with the other fragments is not known.
    const isWhole = packet.isSegmentSound && !packet.isFragment;
    const terms = isWhole ? this.segment(frame, packet, flow) : 0;
    return isReused ? terms | PORTS_REUSED : terms;
  }

  private begin(packet: Packet, frame: number, time: number): Flow {
    const flow = this.table.begin(clientFirst(packet), { frame, time });
    if (this.isSketched) flow.forward.sketchUntil = flow.backward.sketchUntil = -Infinity;
    return flow;
  }

  /** No more packets: retires the flows that are left. */
  end(): void {
    this.table.endAll();
  }

  private segment(frame: Frame, packet: Packet, flow: Flow): number {
    const { moment } = this;
    const isForward = flow.isForward(packet) ?? true;
    moment.own = isForward ? flow.forward : flow.backward;
    moment.peer = isForward ? flow.backward : flow.forward;
    moment.time = flow.lastTime;
    moment.handshakeTime = flow.handshakeTime;
    moment.own.catchUp(flow.firstTime);
    // The clock was set back: the column that was begun is not the one that comes.
    if (this.isSketched && moment.time < moment.own.lastTime) moment.own.sketchUntil = -Infinity;
    const found = classify(packet, moment);
    if (isProgress(packet, moment.own))
      flow.progress.made(moment, frame.number, isForward, flow.isEstablished);
    const terms = remember(packet, moment, found, frame.number);
    if (packet.payloadLength > 0) flow.progress.spoke(isForward);
    flow.progress.tried(terms);
    if (this.isSketched) sketch(packet, flow, moment, terms);
    follow(packet, flow, moment);
    moment.own.markMissing();
    moment.peer.markMissing();
    flow.isInLane = packet.version === 4 && maySkip(flow);
    return terms;
  }

  /** An ICMP error about a flow that is known. One about an unknown flow tells nothing that could be checked. */
  private error(frame: Frame, packet: Packet): void {
    const isIcmp = packet.transport === TRANSPORT_ICMP || packet.transport === TRANSPORT_ICMP6;
    const { quoted } = packet;
    if (!isIcmp || quoted.version === 0 || !quoted.hasPorts || quoted.protocol !== TRANSPORT_TCP)
      return;
    const flow = this.table.find(quoted);
    if (flow === null) return;
    this.flow = flow;
    const sender = flow.isForward(quoted) === true ? flow.forward : flow.backward;
    sender.pathErrors ??= new PathErrors();
    sender.pathErrors.add(packet, frame.number);
  }

  /** Times count from this frame on. Without it, from the first that is looked at. */
  startClock(frame: Frame): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.firstSeconds = frame.seconds;
    this.firstNanoseconds = frame.nanoseconds;
  }

  private timeOf(frame: Frame): number {
    this.startClock(frame);
    const seconds = frame.seconds - this.firstSeconds;
    return seconds * 1e9 + (frame.nanoseconds - this.firstNanoseconds);
  }
}

/** Whether nothing is left to be learnt of the flow but how it goes on. */
function maySkip({ forward, backward, hasSynAck, isEstablished }: Flow): boolean {
  const isKnown = forward.hasNext && backward.hasNext && forward.hasAck && backward.hasAck;
  return isKnown && (isEstablished || !hasSynAck) && isCalm(forward) && isCalm(backward);
}

const isCalm = ({ reset, shut }: Direction): boolean => reset === null && shut === null;

/** The ends of a connection that begins with this packet: a SYN-ACK comes from the server. */
function clientFirst(packet: Packet): Endpoints {
  if ((packet.flags & (SYN | ACK)) !== (SYN | ACK)) return packet;
  const ends = new Endpoints();
  ends.source0 = packet.destination0;
  ends.source1 = packet.destination1;
  ends.source2 = packet.destination2;
  ends.source3 = packet.destination3;
  ends.destination0 = packet.source0;
  ends.destination1 = packet.source1;
  ends.destination2 = packet.source2;
  ends.destination3 = packet.source3;
  ends.sourcePort = packet.destinationPort;
  ends.destinationPort = packet.sourcePort;
  return ends;
}

/** A SYN with another initial sequence number than this flow began with; with the same it is sent again. */
function isNewConnection(flow: Flow, packet: Packet): boolean {
  if ((packet.flags & (SYN | ACK)) !== SYN || !packet.isSegmentSound) return false;
  const own = flow.isForward(packet) === true ? flow.forward : flow.backward;
  return own.hasInitial && own.initial !== packet.sequence;
}

/** New data, a new acknowledgment, or a window that opens. */
function isProgress(packet: Packet, own: Direction): boolean {
  if ((packet.flags & ACK) !== 0 && (!own.hasAck || packet.acknowledgment !== own.lastAck))
    return true;
  if (own.window === 0 && packet.window > 0) return true;
  const isCounted = packet.payloadLength > 0 || (packet.flags & (SYN | FIN)) !== 0;
  return isCounted && (!own.hasNext || distance(own.next, packet.sequence) >= 0);
}

/** Takes a segment into the drawings of both directions. */
// oxlint-disable-next-line max-params -- called for each segment: a record of the four would be made for each
function sketch(packet: Packet, flow: Flow, { own, time }: Moment, terms: number): void {
  if (packet.payloadLength > 0) own.draw(flow.firstTime, time, terms);
  if ((terms & ZERO_WINDOW) !== 0) own.drawShut(flow.firstTime, time);
}

/** The stages of the connection as a whole. */
function follow(packet: Packet, flow: Flow, { own, peer, time }: Moment): void {
  const { flags } = packet;
  if ((flags & SYN) !== 0) {
    if ((flags & ACK) === 0) {
      flow.hasSyn = true;
      flow.synTime = time;
    } else flow.hasSynAck = true;
  } else if (!flow.isEstablished && (flags & ACK) !== 0 && flow.hasSynAck && peer.synFrame > 0) {
    const isAnswer = packet.acknowledgment === (peer.initial + 1) >>> 0;
    flow.isEstablished = isAnswer && own.hasInitial;
    if (flow.isEstablished && flow.hasSyn) flow.handshakeTime = time - flow.synTime;
  }
  if ((flags & FIN) !== 0) flow.isFinished = true;
  if ((flags & RST) !== 0) flow.isReset = true;
}
