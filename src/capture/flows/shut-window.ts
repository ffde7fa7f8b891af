/** One time for which a receiver took nothing more: its window was 0. Times are nanoseconds since the first frame. */
export interface Shutting {
  readonly frame: number;
  readonly time: number;
  /** When it said otherwise, or was last heard of; the frame is 0 if the window never opened again. */
  lastTime: number;
  openedFrame: number;
  /** Segments that say so. */
  told: number;
  /** The peer asked whether it is still shut. */
  probes: number;
  firstProbeTime: number;
  lastProbeFrame: number;
  /** The peer had used the window up to its last byte. */
  readonly isFull: boolean;
  /** Bytes that the peer had sent and that were not acknowledged. */
  readonly unacknowledged: number;
  /** Payload that the peer sent right after the window opened. */
  sentAfter: number;
}

/** What is sent within this time after a window opened had waited for it. */
const AT_ONCE_NANOSECONDS = 200_000_000;
/** Nobody asks a peer that has nothing to say so soon: TCP keep-alives wait for a second at least. */
const PROBE_NANOSECONDS = 950_000_000;

/** The times when a receiver's window was 0: how many, how long, and whether the peer had anything to send meanwhile. */
export class ShutWindow {
  times = 0;
  /** Nanoseconds in which the peer wanted to send and could not. */
  blockedTime = 0;
  /** Of those, the longest; null when the peer never wanted to send. */
  longest: Shutting | null = null;
  /** The longest that the peer may not even have noticed. */
  longestIdle: Shutting | null = null;
  private now: Shutting | null = null;
  private last: Shutting | null = null;

  get isShut(): boolean {
    return this.now !== null;
  }

  /** The receiver says that its window is 0: for the first time, or still. */
  shut(
    at: { frame: number; time: number },
    peer: { isFull: boolean; unacknowledged: number },
  ): void {
    if (this.now !== null) {
      this.now.lastTime = at.time;
      this.now.told++;
      return;
    }
    this.settle();
    this.times++;
    this.now = {
      ...at,
      lastTime: at.time,
      openedFrame: 0,
      told: 1,
      probes: 0,
      firstProbeTime: -1,
      lastProbeFrame: 0,
      ...peer,
      sentAfter: 0,
    };
  }

  /** The peer asks, be it with a byte that is not new, with one that is, or with a segment that it has sent before. */
  probe(frame: number, time: number): void {
    const { now } = this;
    if (now === null) return;
    now.probes++;
    now.lastProbeFrame = frame;
    now.lastTime = time;
    if (now.firstProbeTime < 0) now.firstProbeTime = time;
  }

  open(frame: number, time: number): void {
    const { now } = this;
    if (now === null) return;
    now.lastTime = time;
    now.openedFrame = frame;
    this.last = now;
    this.now = null;
  }

  /** The peer sent data while the window is open. */
  sent(payload: number, time: number): void {
    const { last } = this;
    if (last === null) return;
    if (time - last.lastTime <= AT_ONCE_NANOSECONDS) last.sentAfter += payload;
    this.settle();
  }

  /** Nothing more will be known. */
  end(): void {
    this.settle();
    this.last = this.now;
    this.now = null;
    this.settle();
  }

  private settle(): void {
    const { last } = this;
    if (last === null) return;
    this.last = null;
    const lasted = last.lastTime - last.time;
    const isWanted = wasWanted(last);
    if (isWanted) this.blockedTime += lasted;
    const rival = isWanted ? this.longest : this.longestIdle;
    if (rival !== null && rival.lastTime - rival.time >= lasted) return;
    if (isWanted) this.longest = last;
    else this.longestIdle = last;
  }
}

/** Whether the peer had something to send while the window was shut. */
function wasWanted(shutting: Shutting): boolean {
  const { probes, firstProbeTime, time, isFull, sentAfter } = shutting;
  const isProbed = probes > 0 && firstProbeTime - time < PROBE_NANOSECONDS;
  return isProbed || (isFull && probes > 0) || sentAfter > 0;
}
