import type { CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import { Attempts } from "#derived/capture-attempts.ts";
import { hasGoneOn } from "./silent.ts";

/** A SYN that had to be sent again before the connection came about, or was answered when nobody waited any more. */
export interface Late {
  readonly flow: CaptureFlow;
  readonly times: number;
  /** Seconds from the first SYN to the answer that counted. */
  readonly seconds: number;
  readonly frame: number;
  /** `lost`: the first answer was seen, and got lost behind the capture. `unseen`: the capture holds no answers. */
  readonly how: "late" | "too-late" | "lost" | "unseen";
}

/** All late answers of one port of one host. */
export interface Slow {
  readonly lates: readonly [Late, ...Late[]];
  readonly asked: number;
}

/** An answer that took longer than this is none of the path's round trips, but of something that waits. Ours. */
const SLOW_SECONDS = 0.9;
/** Of many connections a few lose their SYN by chance. Ours. */
const MANY = 20;
const CHANCE = 0.02;

function lateOf(flow: CaptureFlow): Late | null {
  const { opening: asked, reset } = flow.fromClient;
  const { opening: answered } = flow.fromServer;
  if (asked === null) return null;
  if (answered === null) return unseen(flow);
  const seconds = answered.at - asked.at;
  const seen = { flow, times: asked.times, seconds, frame: answered.firstFrame };
  const isGone = reset !== null && !reset.established && reset.frame > answered.firstFrame;
  if (isGone && seconds >= SLOW_SECONDS) return { ...seen, how: "too-late" };
  // A FIN shows that it came about, where a filter of flags left out the end of the handshake.
  if (!(flow.established || flow.finished) || asked.times < 2) return null;
  if (seconds >= SLOW_SECONDS) return { ...seen, how: "late" };
  return asked.lastFrame > answered.firstFrame
    ? { ...seen, seconds: asked.lasted, frame: asked.lastFrame, how: "lost" }
    : null;
}

/** Only the client was captured: it asked again, and went on. */
function unseen(flow: CaptureFlow): Late | null {
  const { opening } = flow.fromClient;
  if (opening === null || opening.times < 2 || flow.fromServer.segments > 0 || !hasGoneOn(flow))
    return null;
  const { times, lasted: seconds, lastFrame: frame } = opening;
  return { flow, times, seconds, frame, how: "unseen" };
}

/** Which ports answer only after a while, the most often late first. */
export function slowIn({ flows, attempts: made }: CaptureSummary): readonly Slow[] {
  const attempts = new Attempts(made);
  const groups = new Map<string, [Late, ...Late[]]>();
  for (const late of flows.flatMap((flow) => lateOf(flow) ?? [])) {
    const { address, port } = late.flow.server;
    const known = groups.get(`${address} ${port}`);
    if (known) known.push(late);
    else groups.set(`${address} ${port}`, [late]);
  }
  return [...groups.values()]
    .map((lates): Slow => {
      const asked = attempts.atDoor(lates[0].flow.server);
      return { lates, asked: Math.max(asked.length, lates.length) };
    })
    .filter(({ lates, asked }) => asked < MANY || lates.length / asked >= CHANCE)
    .toSorted((one, other) => other.lates.length - one.lates.length);
}
