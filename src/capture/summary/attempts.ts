import type { CaptureAttempt } from "#contract/capture.ts";
import type { Flow } from "../flows/flow.ts";
import { SHORTEST_TIMEOUT_NANOSECONDS } from "../flows/outstanding.ts";
import { clientOf, serverOf } from "./flow-summary.ts";

/** SYNs that are remembered, about 250 bytes each. */
const MOST = 16_384;

/** Connections that were asked for with a SYN. Bounded: of those beyond, nothing is known here. */
export class Attempts {
  private readonly all: CaptureAttempt[] = [];

  /** Takes a flow of which nothing more will be known. */
  add(flow: Flow): void {
    const { opening } = flow.forward;
    if (opening === null || this.all.length >= MOST) return;
    this.all.push({
      client: clientOf(flow),
      server: serverOf(flow),
      firstFrame: opening.firstFrame,
      at: opening.firstTime / 1e9,
      times: opening.times,
      timestamp: opening.timestamp < 0 ? null : opening.timestamp,
      ...answerOf(flow, opening.firstTime),
    });
  }

  /** Those toward hosts or ports of which not every one was answered at once. */
  inTrouble(): readonly CaptureAttempt[] {
    const troubled = this.all.filter(isTroubled);
    const hosts = new Set(troubled.map(({ server }) => server.address));
    const ports = new Set(troubled.map(({ server }) => server.port));
    return this.all
      .filter(({ server }) => hosts.has(server.address) || ports.has(server.port))
      .sort((one, other) => one.firstFrame - other.firstFrame);
  }
}

type Answer = Pick<CaptureAttempt, "answer" | "answerFrame" | "answeredAfter" | "answerHops">;

function answerOf({ backward }: Flow, asked: number): Answer {
  const { opening, reset } = backward;
  const after = (time: number): number => Math.max(0, time - asked) / 1e9;
  if (opening !== null)
    return {
      answer: "syn-ack",
      answerFrame: opening.firstFrame,
      answeredAfter: after(opening.firstTime),
      answerHops: opening.hops,
    };
  if (reset === null)
    return { answer: null, answerFrame: null, answeredAfter: null, answerHops: null };
  return {
    answer: "reset",
    answerFrame: reset.frame,
    answeredAfter: after(reset.time),
    answerHops: reset.hops,
  };
}

function isTroubled({ answer, times, answeredAfter }: CaptureAttempt): boolean {
  const isLate = (answeredAfter ?? 0) * 1e9 >= SHORTEST_TIMEOUT_NANOSECONDS;
  return answer !== "syn-ack" || times > 1 || isLate;
}
