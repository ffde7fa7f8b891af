import type { ProbedSizes } from "#contract/probe.ts";

/** What became of the probes of one size. `refused`: a router said that it is too big. */
export interface Tally {
  sent: number;
  arrived: number;
  refused: number;
}

export interface Ladder {
  /** Largest size worth trying: what the interface takes. */
  readonly top: number;
  /** A size that every path carries. */
  readonly least: number;
  readonly tallies: Map<number, Tally>;
  /** MTUs that routers named. */
  readonly told: Set<number>;
  /** Probes of one round. */
  readonly atOnce: number;
  /** How often a size must fail before it counts as one that never arrives, after so many of the smaller were lost. */
  readonly triesFor: (lost: number, sent: number) => number;
  /** The same before the edge is reached, where a mistake is found out later: never more than so many. */
  readonly triesBetween: number;
}

export type Plan =
  | { readonly kind: "send"; readonly sizes: readonly number[] }
  | { readonly kind: "done" };

/** MTUs that links and tunnels have, largest first. */
const COMMON = [
  65535, 32768, 16384, 9216, 9000, 8500, 4352, 2304, 2002, 1500, 1492, 1480, 1476, 1472, 1468, 1460,
  1454, 1450, 1442, 1440, 1436, 1430, 1428, 1420, 1412, 1400, 1392, 1380, 1370, 1350, 1328, 1300,
  1280, 1200, 1024, 576, 552, 296,
];
/** Rounds in which nothing at all is answered, before the destination counts as silent. */
const SILENT_ROUNDS = 2;
/** Ours: once in ten thousand a size that does arrive is told not to. */
const DOUBT = 1e-4;

const sum = (tallies: readonly Tally[], of: keyof Tally): number =>
  tallies.reduce((total, tally) => total + tally[of], 0);

/**
 * Tries after which loss alone explains a silence no more: the share lost among sizes that do arrive, taken pessimistically,
 * to that power is below one in ten thousand.
 */
export function triesAgainstLoss(lost: number, sent: number): number {
  const share = Math.min(0.8, (lost + 0.5) / (sent + 1));
  return Math.min(24, Math.max(3, Math.ceil(Math.log(DOUBT) / Math.log(share))));
}

/** A TCP connection that fails has sent its segments several times: few connections settle it. */
export const triesOfConnections = (lost: number, sent: number): number =>
  2 + Math.ceil((4 * lost) / Math.max(1, sent));

export function newLadder(
  ends: { top: number; least: number },
  ways: Partial<Ladder> = {},
): Ladder {
  return {
    ...ends,
    tallies: new Map(),
    told: new Set(),
    atOnce: 24,
    triesFor: triesAgainstLoss,
    triesBetween: 4,
    ...ways,
  };
}

/** The tally of a size; a new one is kept. */
export function tallyOf({ tallies }: Ladder, size: number): Tally {
  const known = tallies.get(size);
  if (known) return known;
  const tally: Tally = { sent: 0, arrived: 0, refused: 0 };
  tallies.set(size, tally);
  return tally;
}

interface State {
  /** Largest that arrived, 0 if none. */
  readonly through: number;
  readonly tries: number;
  /** Smallest that counts as failed, Infinity if none. */
  readonly never: number;
  readonly sent: number;
  readonly lost: number;
}

function stateOf(ladder: Ladder): State {
  const { tallies, told } = ladder;
  const sizes = [...tallies].filter(([, { arrived }]) => arrived > 0).map(([size]) => size);
  const through = Math.max(0, ...sizes);
  const below = [...tallies].flatMap(([size, tally]) => (size <= through ? [tally] : []));
  const sent = sum(below, "sent");
  const lost = sent - Math.min(sent, sum(below, "arrived"));
  const tries = ladder.triesFor(lost, sent);
  const failed = [...tallies]
    .filter(
      ([, { sent: times, refused }]) =>
        refused > 0 || times >= Math.min(tries, ladder.triesBetween),
    )
    .map(([size]) => size);
  // What a router names it forwards; a byte more it does not.
  const refused = [...told].map((mtu) => mtu + 1);
  const never = Math.min(...[...failed, ...refused].filter((size) => size > through), Infinity);
  return { through, tries, never, sent, lost };
}

const isRefused = ({ tallies, told }: Ladder, size: number): boolean =>
  told.has(size - 1) || (tallies.get(size)?.refused ?? 0) > 0;

/** What comes after nothing has arrived yet. */
function first({ top, least, tallies, atOnce }: Ladder): Plan {
  const rounds = tallies.get(least)?.sent ?? 0;
  if (rounds >= 2 * SILENT_ROUNDS) return { kind: "done" };
  if (rounds > 0) return { kind: "send", sizes: [least, least, top] };
  const rungs = COMMON.filter((size) => size > least && size < top);
  // A burst of jumbo frames would fill a buffer on the way: large interfaces begin with few.
  const chosen = top > 10_000 ? rungs.filter((size) => size < 2000).slice(0, 6) : rungs;
  return { kind: "send", sizes: [least, top, ...chosen.slice(0, atOnce + 16), least] };
}

/** Sizes between two, evenly spread, what routers named among them. */
function between(low: number, high: number, { atOnce, told }: Ladder): number[] {
  const count = high - low - 1;
  const step = Math.max(1, count / atOnce);
  const sizes = Array.from({ length: Math.min(count, atOnce) }, (_, index) =>
    Math.min(high - 1, Math.floor(low + 1 + index * step)),
  );
  const named = [...told].filter((mtu) => mtu > low && mtu < high);
  return [...new Set([...sizes, ...named])];
}

const repeat = (size: number, times: number): number[] => Array<number>(times).fill(size);

function atTheEdge(ladder: Ladder, { through, never, tries }: State): Plan {
  const done = ladder.tallies.get(never)?.sent ?? 0;
  if (isRefused(ladder, never) || done >= tries) return { kind: "done" };
  return { kind: "send", sizes: [...repeat(never, Math.min(6, tries - done)), through, through] };
}

/**
 * Which sizes to send next. Sizes are tried many at once; what fails is tried again until loss cannot be the reason, and the
 * edge is found to the byte: the largest size that arrives, and one byte more that never does.
 */
export function plan(ladder: Ladder): Plan {
  const state = stateOf(ladder);
  const { through, never } = state;
  if (through === 0) return first(ladder);
  if (through >= ladder.top) return { kind: "done" };
  const open = [...ladder.tallies.keys()]
    .filter((size) => size > through && size < never)
    .sort((one, other) => one - other);
  if (open.length > 0) {
    const again = open.slice(0, ladder.atOnce);
    return { kind: "send", sizes: [...again, ...again, through] };
  }
  if (never === through + 1) return atTheEdge(ladder, state);
  const top = Math.min(never, ladder.top + 1);
  return { kind: "send", sizes: between(through, top, ladder) };
}

/** What is known so far. */
export function sizesOf(ladder: Ladder): ProbedSizes {
  const { through, never, sent, lost } = stateOf(ladder);
  const isOpen = through === 0 || never === Infinity;
  const tries = isOpen || isRefused(ladder, never) ? 0 : (ladder.tallies.get(never)?.sent ?? 0);
  return { through: through || null, never: isOpen ? null : never, tries, sent, lost };
}

/** No probe that is still out could change what is known: the rest of the round need not be waited for. */
export function isSettled(ladder: Ladder): boolean {
  const { through, never } = stateOf(ladder);
  if (through >= ladder.top) return true;
  return (
    through > 0 &&
    [...ladder.tallies].every(
      ([size, { arrived }]) =>
        arrived > 0 || size < through || (size >= never && isRefused(ladder, never)),
    )
  );
}
