import type { Moment } from "./classify.ts";
import type { Direction } from "./direction.ts";
import * as row from "./row-layout.ts";
import type { Rows } from "./rows.ts";
import { distance } from "./sequence.ts";
import { KEEP_ALIVE, RETRANSMISSION, ZERO_WINDOW_PROBE } from "./terms.ts";

const MOST = 4;

/**
 * What a connection waited for.
 *
 * - `handshake`: a SYN was not answered.
 * - `window`: the receiver's window was 0.
 * - `acknowledgment`: data was sent again, or is missing.
 * - `answer`: one side had spoken and was acknowledged, and the other said nothing.
 * - `speaker`: the side that had spoken last went on after a pause.
 */
export type WaitKind = "handshake" | "window" | "acknowledgment" | "answer" | "speaker";

/** A time in which no new data was sent or acknowledged. Nanoseconds since the first frame. */
export interface Stall {
  readonly kind: WaitKind;
  /** Whose turn it was: who did not read, not acknowledge, not answer, not go on. */
  readonly isForward: boolean;
  readonly time: number;
  readonly lasted: number;
  readonly firstFrame: number;
  /** The frame that ended it; 0 if nothing did. */
  readonly lastFrame: number;
  /** Sent and not acknowledged. */
  readonly bytes: number;
  /** How often data was sent again, or a shut window asked about. */
  readonly tries: number;
}

/** How a connection got on: its longest times without progress. Bounded. */
export class Progress {
  readonly stalls: Stall[] = [];
  rows: Rows;
  /** Where the flow's row begins. */
  at: number;
  private shortest = 0;

  constructor(rows: Rows, at: number) {
    this.rows = rows;
    this.at = at;
    this.time = -1;
    this.isLastForward = true;
  }

  /** Of the last progress. */
  private get time(): number {
    return this.rows.doubles[(this.at + row.PROGRESS_TIME) >> 1] ?? 0;
  }
  private set time(value: number) {
    this.rows.doubles[(this.at + row.PROGRESS_TIME) >> 1] = value;
  }
  private get frame(): number {
    return (this.rows.words[this.at + row.PROGRESS_FRAME] ?? 0) >>> 0;
  }
  private set frame(value: number) {
    this.rows.words[this.at + row.PROGRESS_FRAME] = value;
  }
  /** Since then. */
  private get tries(): number {
    return this.rows.words[this.at + row.PROGRESS_TRIES] ?? 0;
  }
  private set tries(value: number) {
    this.rows.words[this.at + row.PROGRESS_TRIES] = value;
  }
  private get isLastForward(): boolean {
    return this.rows.words[this.at + row.IS_LAST_FORWARD] === 1;
  }
  private set isLastForward(value: boolean) {
    this.rows.words[this.at + row.IS_LAST_FORWARD] = value ? 1 : 0;
  }

  /** Data was sent again, or a shut window asked about: no progress, a sign that there should be. */
  tried(terms: number): void {
    if ((terms & (RETRANSMISSION | KEEP_ALIVE | ZERO_WINDOW_PROBE)) !== 0) this.tries++;
  }

  /** Called before the segment that is progress is taken in. */
  // oxlint-disable-next-line max-params -- called for each segment: a record of the four would be made for each
  made(moment: Moment, frame: number, isForward: boolean, isEstablished: boolean): void {
    const { time } = moment;
    const lasted = time - this.time;
    if (this.time >= 0 && lasted >= row.SHORTEST_STALL_NANOSECONDS && lasted > this.shortest)
      this.keep(this.stallOf(moment, { lasted, lastFrame: frame, isForward, isEstablished }));
    this.time = time;
    this.frame = frame;
    this.tries = 0;
  }

  /** The side that sends data now speaks. */
  spoke(isForward: boolean): void {
    this.isLastForward = isForward;
  }

  /** Nothing more will come: what was waited for to the end. Idle connections wait for nothing. */
  end(moment: Moment, isEstablished: boolean): void {
    const lasted = moment.time - this.time;
    if (this.time < 0 || lasted < row.SHORTEST_STALL_NANOSECONDS) return;
    const stall = this.stallOf(moment, { lasted, lastFrame: 0, isForward: true, isEstablished });
    if (stall.kind !== "answer" && stall.kind !== "speaker") this.keep(stall);
  }

  /** `own` and `isForward` are of the side whose segment ended it. */
  private stallOf(
    { own, peer }: Moment,
    ended: { lasted: number; lastFrame: number; isForward: boolean; isEstablished: boolean },
  ): Stall {
    const { lasted, lastFrame, isForward, isEstablished } = ended;
    const [forward, backward] = isForward ? [own, peer] : [peer, own];
    const { time, frame: firstFrame, tries } = this;
    const base = { time, lasted, firstFrame, lastFrame, tries };
    if (!isEstablished && !backward.hasNext)
      return { ...base, kind: "handshake", isForward: false, bytes: 0 };
    const isAnswer = this.isLastForward !== isForward;
    return (
      pending({ base, isForward: false, sender: forward, receiver: backward }) ??
      pending({ base, isForward: true, sender: backward, receiver: forward }) ?? {
        ...base,
        kind: isAnswer ? "answer" : "speaker",
        isForward,
        bytes: 0,
      }
    );
  }

  private keep(stall: Stall): void {
    this.stalls.push(stall);
    this.stalls.sort((one, other) => other.lasted - one.lasted);
    if (this.stalls.length > MOST) this.stalls.pop();
    if (this.stalls.length === MOST) this.shortest = this.stalls.at(-1)?.lasted ?? 0;
  }
}

type Base = Omit<Stall, "kind" | "isForward" | "bytes">;

/** The stall, if a receiver is why: its window is 0, or it has not acknowledged what was sent again. */
function pending({
  base,
  isForward,
  sender,
  receiver,
}: {
  base: Base;
  isForward: boolean;
  sender: Direction;
  receiver: Direction;
}): Stall | null {
  const bytes = receiver.hasAck ? Math.max(0, distance(receiver.lastAck, sender.next)) : 0;
  if (receiver.shut?.isShut === true) return { ...base, kind: "window", isForward, bytes };
  const isMissing = base.tries > 0 || sender.losses?.hasHole === true;
  return isMissing && bytes > 0 ? { ...base, kind: "acknowledgment", isForward, bytes } : null;
}
