import type { ProbedHop, ProbedPath } from "#contract/probe.ts";
import { type Heard, noteRefusal, waitSeconds } from "./climb.ts";
import type { Prober } from "./prober.ts";

/** Who answered when a packet's TTL ran out: by TTL. */
export interface Answers {
  readonly big: Map<number, string>;
  readonly small: Map<number, string>;
  /** Lowest TTL with which a small packet came to the destination. */
  arrivedAt: number;
}

const MOST_HOPS = 30;
const TICK_MS = 3;
/** Linux sends a destination one ICMP error a second after the first few (icmp_ratelimit). */
export const REFILL_SECONDS = 1.1;

/** Hops from which nothing was heard though packets must have passed them. */
export function quietHops({ big, small, arrivedAt }: Answers): number[] {
  const last = Math.max(0, ...big.keys());
  const [next = arrivedAt] = [...small.keys()]
    .filter((ttl) => ttl > last)
    .sort((one, other) => one - other);
  const end = Math.min(next, arrivedAt, MOST_HOPS);
  return Array.from({ length: Math.max(0, end - last - 1) }, (_, index) => last + 1 + index);
}

/** Between which hops large packets are lost; null if no router answers. */
export function dropBetween(answers: Answers, bytes: number): ProbedPath["hop"] {
  const { big, small, arrivedAt } = answers;
  if (big.size + small.size === 0) return null;
  const hopAt = (from: ReadonlyMap<number, string>, ttl: number): ProbedHop[] => {
    const address = from.get(ttl);
    return address === undefined || ttl >= arrivedAt ? [] : [{ ttl, address }];
  };
  const lastTtl = Math.max(0, ...[...big.keys()].filter((ttl) => ttl < arrivedAt));
  const behind = [...small.keys()].filter((ttl) => ttl > lastTtl && ttl < arrivedAt);
  const [last = null] = hopAt(big, lastTtl);
  const [next = null] = behind.length === 0 ? [] : hopAt(small, Math.min(...behind));
  return last === null && next === null ? null : { bytes, last, next };
}

/** Sends large and small packets that live for one hop, two, three, …, and sees how far the large ones come. */
export async function locateDrop(
  prober: Prober,
  sizes: { readonly big: number; readonly small: number },
  heard: Heard,
): Promise<ProbedPath["hop"]> {
  const answers: Answers = { big: new Map(), small: new Map(), arrivedAt: Infinity };
  const listen = async (seconds: number): Promise<void> => {
    const until = performance.now() + seconds * 1000;
    do {
      for (const event of prober.heard()) {
        const isBig = event.size === sizes.big;
        if (event.kind === "expired" && event.from !== null)
          answers[isBig ? "big" : "small"].set(event.ttl, event.from);
        if (event.kind === "arrived" && !isBig)
          answers.arrivedAt = Math.min(answers.arrivedAt, event.ttl);
        if (event.kind === "too-big") noteRefusal(heard, event);
      }
      await Bun.sleep(TICK_MS);
    } while (performance.now() < until);
  };
  const wait = waitSeconds(heard);
  // A hop's own answers first: what it refuses later would use up the few that it may send.
  for (let from = 1; from <= MOST_HOPS && answers.arrivedAt > from; from += 6) {
    for (let ttl = from; ttl < from + 6; ttl++) {
      prober.send(sizes.small, ttl);
      prober.send(sizes.big, ttl);
      await Bun.sleep(1);
    }
    await listen(wait);
    const isQuiet = answers.small.size + answers.big.size === 0;
    if (isQuiet && from > 6) break;
  }
  for (const size of [sizes.big, sizes.small]) {
    const quiet = quietHops(answers).slice(0, 3);
    if (quiet.length === 0 || answers.arrivedAt === Infinity) break;
    await listen(REFILL_SECONDS);
    for (const ttl of quiet) prober.send(size, ttl);
    await listen(wait);
  }
  return dropBetween(answers, sizes.big);
}
