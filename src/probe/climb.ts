import type { ProbedPath, ProbedRefusal } from "#contract/probe.ts";
import { isSettled, type Ladder, plan, tallyOf } from "./ladder.ts";
import type { ProbeEvent, Prober } from "./prober.ts";

/** What was heard beside arrivals, of all probers of one address. */
export interface Heard {
  readonly refusals: ProbedRefusal[];
  unreachable: ProbedPath["unreachable"];
  /** The longest time from a probe to its answer; null before the first. */
  roundTripSeconds: number | null;
}

export const newHeard = (): Heard => ({
  refusals: [],
  unreachable: null,
  roundTripSeconds: null,
});

const TICK_MS = 2;
/** Before the first answer nobody knows how far the destination is. */
const FIRST_WAIT_SECONDS = 0.6;
const BURST = 16;
const MOST_ROUNDS = 40;

/** How long the answers to a round are waited for. */
export const waitSeconds = ({ roundTripSeconds }: Heard): number =>
  roundTripSeconds === null ? FIRST_WAIT_SECONDS : Math.min(2, 2 * roundTripSeconds + 0.04);

export function noteRefusal(heard: Heard, { from, mtu, size }: ProbeEvent): void {
  if (from === null) return;
  const known = heard.refusals.find((one) => one.from === from && one.mtu === mtu);
  if (known) {
    known.count++;
    known.bytes = Math.min(known.bytes, size);
  } else if (heard.refusals.length < 16) {
    heard.refusals.push({ from, mtu, bytes: size, count: 1 });
  }
}

/** Enters what came back about a probe. */
export function noteEvent(event: ProbeEvent, ladder: Ladder, heard: Heard): void {
  const { kind, size, mtu, from, code } = event;
  if (kind === "arrived") {
    tallyOf(ladder, size).arrived++;
    heard.roundTripSeconds = Math.max(heard.roundTripSeconds ?? 0, event.seconds);
  }
  if (kind === "too-big") {
    tallyOf(ladder, size).refused++;
    if (mtu >= ladder.least && mtu < size) ladder.told.add(mtu);
    noteRefusal(heard, event);
  }
  if (kind === "unreachable") heard.unreachable ??= { code, from };
}

/** Climbs a ladder of sizes with one means of probing, until it knows or the time is over. */
export async function climb(
  prober: Prober,
  ladder: Ladder,
  heard: Heard,
  limitSeconds: number,
): Promise<void> {
  const deadline = performance.now() + limitSeconds * 1000;
  for (let round = 0; round < MOST_ROUNDS && performance.now() < deadline; round++) {
    const next = plan(ladder);
    if (next.kind === "done") return;
    const listen = (): number => {
      const events = prober.heard();
      for (const event of events) noteEvent(event, ladder, heard);
      return events.filter(({ kind }) => kind !== "unreachable").length;
    };
    let answered = 0;
    for (const [index, size] of next.sizes.entries()) {
      tallyOf(ladder, size).sent++;
      prober.send(size);
      // A burst that a queue on the way drops would look like a small MTU.
      if (index % BURST !== BURST - 1) continue;
      await Bun.sleep(TICK_MS);
      answered += listen();
    }
    const began = performance.now();
    while (performance.now() - began < waitSeconds(heard) * 1000) {
      answered += listen();
      if (answered >= next.sizes.length || isSettled(ladder)) break;
      await Bun.sleep(TICK_MS);
    }
  }
}
