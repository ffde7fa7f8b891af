import type { CaptureFlow, CaptureSummary, CaptureTotals } from "#contract/capture.ts";
import type { Express } from "../containers/format.ts";
import { Census } from "../census.ts";
import type { Ending } from "../ending.ts";
import { Fragments } from "../fragments.ts";
import { FlowAnalysis } from "../flows/flow-analysis.ts";
import type { Flow } from "../flows/flow.ts";
import * as terms from "../flows/terms.ts";
import type { Frame } from "../frame.ts";
import { LINK_ETHERNET } from "../link-types.ts";
import { Packet, TRANSPORT_ICMP, TRANSPORT_ICMP6, TRANSPORT_TCP } from "../packet.ts";
import { CaptureReader } from "../reader.ts";
import { Attempts } from "./attempts.ts";
import { type Filter, isInTime, passes } from "./filter.ts";
import { flowSummary, isNotable } from "./flow-summary.ts";

/** Connections that are kept as data, about 2 KiB each. */
const MOST_FLOWS = 16_384;

/** A small capture is read sooner without a lane: it takes a millisecond to open. */
const FRAMES_BEFORE_LANE = 500;

type Missing = CaptureTotals["vantage"]["missing"];

const COUNTED = [
  ["retransmissions", terms.RETRANSMISSION],
  ["fastRetransmissions", terms.FAST_RETRANSMISSION],
  ["spuriousRetransmissions", terms.SPURIOUS_RETRANSMISSION],
  ["outOfOrder", terms.OUT_OF_ORDER],
  ["duplicateAcks", terms.DUPLICATE_ACK],
  ["lostSegments", terms.LOST_SEGMENT],
  ["windowFulls", terms.WINDOW_FULL],
  ["keepAlives", terms.KEEP_ALIVE],
  ["seenTwice", terms.SEEN_TWICE],
] as const;

export interface SurveyOptions {
  readonly filter: Filter | null;
  /** Keep every connection, not only those that something happened to. */
  readonly all: boolean;
  /** Draw the course of each connection. */
  readonly sketched?: boolean;
  /** Frames that go the long way before the lane is opened. */
  readonly framesBeforeLane?: number;
}

/** Reads a capture and sums it up: a sink for chunks of its bytes. */
export class Survey {
  private readonly reader: CaptureReader;
  private readonly census = new Census();
  private readonly packet = new Packet();
  private readonly fragments = new Fragments();
  private readonly analysis: FlowAnalysis;
  private readonly options: SurveyOptions;
  private readonly linkTypes = new Map<number, number>();
  /** Frames in a row of one link type, not yet among those of the map. */
  private readonly run = { linkType: -1, frames: 0 };
  private readonly counts = new Float64Array(COUNTED.length);
  private readonly kept: CaptureFlow[] = [];
  private leftOut = 0;
  private bothWays = 0;
  private readonly attempts = new Attempts();
  private readonly missing: Missing = { fromClient: null, fromServer: null };
  private midStream = 0;
  private superSegments = 0;
  private fragmentationNeeded = 0;
  private packetTooBig = 0;
  private firstTime = Number.NaN;
  private lastTime = Number.NaN;

  constructor(options: SurveyOptions) {
    this.options = options;
    const isSketched = options.sketched ?? false;
    this.analysis = new FlowAnalysis((flow) => this.retire(flow), { isSketched });
    this.reader = new CaptureReader((frame) => this.add(frame), {
      open: () => this.openLane(),
      onRun: (run) => this.addRun(run),
    });
  }

  /** @returns false when reading has stopped for good. */
  feed(chunk: Uint8Array): boolean {
    return this.reader.feed(chunk);
  }

  /** No more bytes: what was read, and why it ended. */
  end(file: string): { summary: CaptureSummary; ending: Ending } {
    const ending = this.reader.end();
    this.analysis.end();
    const at = new Date(Number.isNaN(this.firstTime) ? 0 : this.firstTime * 1000);
    const summary = {
      file,
      at: (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString(),
      totals: this.totals(ending),
      flows: this.kept.sort((one, other) => one.number - other.number),
      leftOut: this.leftOut,
      attempts: this.attempts.inTrouble(),
    };
    return { summary, ending };
  }

  private add(frame: Frame): void {
    const { options } = this;
    if (frame.linkType === this.run.linkType) this.run.frames++;
    else this.beginRun(frame.linkType);
    const time = frame.isTimed ? frame.seconds + frame.nanoseconds / 1e9 : Number.NaN;
    if (frame.isTimed) this.stamp(time, frame);
    const { filter } = options;
    if (filter === null || isInTime(filter, time, this.firstTime)) this.look(frame);
  }

  /** Where no frame is filtered out, and there are many. */
  private openLane(): Express | null {
    const { options, census } = this;
    const isWorthIt = census.frames >= (options.framesBeforeLane ?? FRAMES_BEFORE_LANE);
    return options.filter === null && isWorthIt ? this.analysis.openLane() : null;
  }

  private addRun({ taken, cut, latest }: Express): void {
    if (this.run.linkType !== LINK_ETHERNET) this.beginRun(LINK_ETHERNET, 0);
    this.run.frames += taken;
    this.census.addOrdinarySegments(taken, cut);
    if (latest > this.lastTime) this.lastTime = latest;
  }

  /** The long way, for a frame that is not one of the many ordinary ones. */
  private look(frame: Frame): void {
    const { packet, options } = this;
    this.fragments.decode(frame, packet);
    if (options.filter !== null && !passes(packet, options.filter)) return;
    this.census.add(frame, packet);
    const found = this.analysis.add(frame, packet);
    if (found !== 0) this.count(found);
    if (packet.transport === TRANSPORT_TCP || packet.version === 0) return;
    if (packet.nextHopMtu < 0) return;
    if (packet.transport === TRANSPORT_ICMP) this.fragmentationNeeded++;
    else if (packet.transport === TRANSPORT_ICMP6) this.packetTooBig++;
  }

  private beginRun(linkType: number, frames = 1): void {
    const { linkTypes, run } = this;
    if (run.frames > 0)
      linkTypes.set(run.linkType, (linkTypes.get(run.linkType) ?? 0) + run.frames);
    run.linkType = linkType;
    run.frames = frames;
  }

  private stamp(time: number, frame: Frame): void {
    if (Number.isNaN(this.firstTime)) {
      this.firstTime = time;
      this.analysis.startClock(frame);
    }
    if (Number.isNaN(this.lastTime) || time > this.lastTime) this.lastTime = time;
  }

  private count(found: number): void {
    for (let index = 0; index < COUNTED.length; index++) {
      const bit = COUNTED[index]?.[1] ?? 0;
      if ((found & bit) !== 0) this.counts[index] = (this.counts[index] ?? 0) + 1;
    }
  }

  private retire(flow: Flow): void {
    if (flow.forward.segments > 0 && flow.backward.segments > 0) this.bothWays++;
    else this.noteMissing(flow);
    this.attempts.add(flow);
    if (!flow.hasSyn && !flow.hasSynAck) this.midStream++;
    this.superSegments += flow.forward.superSegments + flow.backward.superSegments;
    if (!this.options.all && !isNotable(flow)) return;
    if (this.kept.length < MOST_FLOWS) this.kept.push(flowSummary(flow));
    else this.leftOut++;
  }

  /** One side was seen alone, and acknowledged what the other said: that went another way, or was not captured. */
  private noteMissing({ forward, backward }: Flow): void {
    const [seen, side] =
      forward.segments > 0
        ? ([forward, "fromServer"] as const)
        : ([backward, "fromClient"] as const);
    const unseen = seen === forward ? backward : forward;
    const isSpokenTo = unseen.hasInitial && seen.segments > (seen.reset?.frames ?? 0);
    if (!isSpokenTo) return;
    const known = this.missing[side];
    if (known) known.count++;
    else this.missing[side] = { count: 1, frame: seen.lastFrame };
  }

  /** At the end, once. */
  private totals({ frames, cutFrames }: Ending): CaptureTotals {
    const { census, analysis, missing } = this;
    this.beginRun(-1);
    const counted = Object.fromEntries(
      COUNTED.map(([name], index): [string, number] => [name, this.counts[index] ?? 0]),
    ) as Record<(typeof COUNTED)[number][0], number>;
    const span = this.lastTime - this.firstTime;
    return {
      frames,
      truncatedFrames: cutFrames,
      linkTypes: Object.fromEntries(this.linkTypes),
      seconds: Number.isFinite(span) ? Math.max(0, Math.round(span * 1e6) / 1e6) : 0,
      tcp: {
        frames: census.tcp,
        streams: analysis.flows,
        syn: census.syn,
        synAck: census.synAck,
        fin: census.fin,
        rst: census.rst,
        ...counted,
        zeroWindows: census.zeroWindow,
      },
      icmp: { fragmentationNeeded: this.fragmentationNeeded, packetTooBig: this.packetTooBig },
      vantage: {
        oneWay: this.bothWays === 0 && (missing.fromClient ?? missing.fromServer) !== null,
        missing,
        midStream: this.midStream,
        superSegments: this.superSegments > 0,
      },
    };
  }
}
