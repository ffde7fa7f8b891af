import type { CaptureSketch } from "#contract/capture.ts";
import type {
  CaptureInVain,
  CaptureLoss,
  CaptureShut,
  CaptureShutting,
  CaptureStall,
} from "#contract/capture-trouble.ts";
import type { Direction } from "../flows/direction.ts";
import type { Flow } from "../flows/flow.ts";
import type { Stall } from "../flows/progress.ts";
import type { Shutting } from "../flows/shut-window.ts";

const seconds = (nanoseconds: number): number => nanoseconds / 1e9;
const orNull = (number: number): number | null => (number > 0 ? number : null);

/** What of a direction's data was lost, missed or sent again without need; null when nothing of it happened. */
export function lossSummary(own: Direction, peer: Direction): CaptureLoss | null {
  const { losses } = own;
  if (losses === null) return null;
  losses.end(own, peer);
  const { overtaken, missedBytes, repeats } = losses;
  const { behind, before, again, bytes, runs, unanswered, refused } = repeats;
  const needless = repeats.needless + losses.superfluous;
  const lost = behind + before + unanswered;
  const isEmpty = lost + needless + refused + overtaken + missedBytes === 0;
  if (isEmpty) return null;
  const { longestRun, longestRunFrame: frame, firstTime, lastTime } = repeats;
  return {
    behind,
    before,
    again,
    bytes,
    runs,
    longestRun: longestRun > 0 ? { segments: longestRun, frame } : null,
    needless,
    refused,
    overtaken,
    unanswered,
    missed: missedBytes > 0 ? { bytes: missedBytes, frame: losses.firstMissedFrame } : null,
    told: peer.hasSacked,
    sack: own.isSackPermitted && peer.isSackPermitted,
    frames: [...repeats.frames],
    at: seconds(Math.max(0, firstTime)),
    lasted: seconds(lastTime - firstTime),
  };
}

/** Something was sent again, or asked by keep-alive, and the peer has not spoken since. */
export const isInVain = ({ inVain }: Direction, peer: Direction): boolean =>
  inVain !== null && peer.lastFrame <= inVain.firstFrame;

/** What is left without a word of the peer's to the end; null when it has spoken. */
export function inVainSummary(own: Direction, peer: Direction): CaptureInVain | null {
  const { inVain } = own;
  if (inVain === null || !isInVain(own, peer)) return null;
  const { tries, keepAlives, firstFrame, lastFrame, firstTime, lastTime, silence } = inVain;
  return {
    tries,
    keepAlives,
    firstFrame,
    lastFrame,
    at: seconds(firstTime),
    lasted: seconds(lastTime - firstTime),
    silence: seconds(silence),
  };
}

const shutting = (one: Shutting): CaptureShutting => ({
  frame: one.frame,
  at: seconds(one.time),
  lasted: seconds(one.lastTime - one.time),
  openedFrame: orNull(one.openedFrame),
  told: one.told,
  probes: one.probes,
  lastProbeFrame: orNull(one.lastProbeFrame),
  full: one.isFull,
  unacknowledged: one.unacknowledged,
  sentAfter: one.sentAfter,
});

export function shutSummary({ shut }: Direction): CaptureShut | null {
  if (shut === null) return null;
  shut.end();
  const { times, blockedTime, longest, longestIdle } = shut;
  return {
    times,
    blockedSeconds: seconds(blockedTime),
    longest: longest && shutting(longest),
    longestIdle: longestIdle && shutting(longestIdle),
  };
}

export function sketchSummary({ sketch }: Direction): CaptureSketch | null {
  if (sketch === null) return null;
  const { width, bytes, marks } = sketch;
  return { columnSeconds: seconds(width), bytes, marks };
}

const stall = (one: Stall): CaptureStall => ({
  kind: one.kind,
  by: one.isForward ? "client" : "server",
  at: seconds(one.time),
  lasted: seconds(one.lasted),
  firstFrame: one.firstFrame,
  lastFrame: orNull(one.lastFrame),
  bytes: one.bytes,
  tries: one.tries,
});

/** The longest times without progress, in the order of time. */
export function stallsOf(flow: Flow): CaptureStall[] {
  const { progress, forward: own, backward: peer, lastTime: time, isEstablished } = flow;
  progress.end({ own, peer, time, handshakeTime: flow.handshakeTime }, isEstablished);
  return progress.stalls.toSorted((one, other) => one.time - other.time).map(stall);
}
