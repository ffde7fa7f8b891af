import type { CaptureAttempt, CaptureSummary } from "#contract/capture.ts";

/** An attempt whose SYN carries a timestamp. */
type Stamped = CaptureAttempt & { readonly timestamp: number };
type Group = readonly [Stamped, ...Stamped[]];

/**
 * SYNs of one address, answered or not as their timestamps are newer or older than those that the server has heard
 * before: several clocks behind one address, and a server that remembers one.
 */
export interface Clocks {
  readonly client: string;
  readonly server: string;
  readonly dropped: Group;
  readonly answered: Group;
  /** Of the first that was dropped: the newer timestamp that had been answered before it. */
  readonly newer: Stamped;
  readonly isCertain: boolean;
}

/** So long a server remembers a peer's timestamp (TCP_PAWS_MSL of Linux, RFC 1323 4.2). */
const REMEMBERED_SECONDS = 60;
/**
 * SYNs of each kind. Kernels that begin each connection at a random timestamp (Linux since 4.10) give no clocks to
 * tell apart; then it takes more of them before their order can't be chance.
 */
const FEWEST = 2;
const FEWEST_DROPPED = 3;
const FEWEST_ANSWERED = 4;
/** Ticks a second of the clocks in use (RFC 7323 5.4), and how far a SYN may be captured from when it was stamped. */
const TICKS = [1000, 250, 100];
const STAMPED_WITHIN_SECONDS = 0.05;
/** Attempts between two addresses that are looked at: the first ones. Each is compared with each. */
const MOST = 1000;
/** Ways to choose the dropped among all by chance: from so many on, chance is no explanation. Ours. */
const WAYS_CERTAIN = 200;
/** An answer must be there after so long, or it is none. */
const PATIENCE_SECONDS = 1;

/** Timestamps are u32 and wrap (RFC 7323 5.3): order is the sign of the difference. */
const isNewer = (one: Stamped, other: Stamped): boolean =>
  ((one.timestamp - other.timestamp) | 0) > 0;

const isShortlyBefore = (one: Stamped, other: Stamped): boolean =>
  one.at < other.at && other.at - one.at <= REMEMBERED_SECONDS;

function waysToChoose(chosen: number, of: number): number {
  let ways = 1;
  for (let index = 0; index < Math.min(chosen, of - chosen) && ways < WAYS_CERTAIN; index++)
    ways = (ways * (of - index)) / (index + 1);
  return ways;
}

const isHeard = ({ answer, times, answeredAfter }: CaptureAttempt): boolean =>
  answer === "syn-ack" && times === 1 && (answeredAfter ?? 0) < PATIENCE_SECONDS;

/** All timestamps are of one clock that goes at one of the usual speeds. */
function areOneClock([first, ...others]: Group): boolean {
  return TICKS.some((ticks) =>
    others.every(({ timestamp, at }) => {
      const gone = (timestamp - first.timestamp) | 0;
      return Math.abs(gone - (at - first.at) * ticks) <= STAMPED_WITHIN_SECONDS * ticks + 1;
    }),
  );
}

/** Enough of them to tell their order from chance. */
function areEnough(dropped: Group, answered: Group): boolean {
  if (dropped.length < FEWEST || answered.length < FEWEST) return false;
  const areMany = dropped.length >= FEWEST_DROPPED && answered.length >= FEWEST_ANSWERED;
  if (areMany || !areOneClock(dropped)) return areMany;
  const [first, ...others] = answered.filter((one) => !areOneClock([...dropped, one]));
  return first !== undefined && areOneClock([first, ...others]);
}

function clocksOf(all: readonly Stamped[], seconds: number): Clocks | null {
  const answered = all.filter(isHeard);
  const dropped = all.filter(
    ({ answer, at }) => answer === null && seconds - at >= PATIENCE_SECONDS,
  );
  const [first, ...others] = dropped;
  const [heard, ...alsoHeard] = answered;
  if (!first || !heard || !areEnough([first, ...others], [heard, ...alsoHeard])) return null;
  const newerBefore = (late: Stamped): Stamped | undefined =>
    answered.find((one) => isShortlyBefore(one, late) && isNewer(one, late));
  if (!dropped.every(newerBefore) || answered.some(newerBefore)) return null;
  const newer = newerBefore(first);
  if (!newer) return null;
  // A clock that was heard before the newer one came, and no longer behind it: it is not the host that is shut out.
  const wasHeard = dropped.some((late) =>
    answered.some((one) => one.at < late.at && !isNewer(one, late)),
  );
  const ways = waysToChoose(dropped.length, dropped.length + answered.length);
  return {
    client: first.client.address,
    server: first.server.address,
    dropped: [first, ...others],
    answered: [heard, ...alsoHeard],
    newer,
    isCertain: wasHeard && ways >= WAYS_CERTAIN,
  };
}

/** Addresses with several clocks behind them, of which a server hears only the newest. */
export function clocksIn({ attempts, totals }: CaptureSummary): readonly Clocks[] {
  const byEnds = new Map<string, Stamped[]>();
  for (const attempt of attempts) {
    const { timestamp, client, server } = attempt;
    if (timestamp === null) continue;
    const key = `${client.address} ${server.address}`;
    const known = byEnds.get(key) ?? [];
    if (known.length < MOST) known.push({ ...attempt, timestamp });
    byEnds.set(key, known);
  }
  return [...byEnds.values()].flatMap((all) => clocksOf(all, totals.seconds) ?? []);
}
