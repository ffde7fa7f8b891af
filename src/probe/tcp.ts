import type { ProbedSizes, ProbedTcp } from "#contract/probe.ts";
import { type Conversation, converse, type Talk, type Target } from "./conversation.ts";
import { type Ladder, newLadder, plan, sizesOf, tallyOf, triesOfConnections } from "./ladder.ts";
import { type Request, requestBytes, requestFor } from "./request.ts";

/** Packets that every path carries: RFC 791, RFC 8200. */
const LIMITED = { 4: 576, 6: 1280 } as const;
const CONNECT_SECONDS = 2.2;
/** A lost segment is sent again after 0.2 s, 0.6 s, 1.4 s. */
const TALK_SECONDS = 0.9;
const SLOW_SECONDS = 2.5;
/** A peer that has said all stays silent. */
const QUIET_SECONDS = 0.12;
/** One that has not begun by then is not waited for where its answer does not matter. */
const SILENT_SECONDS = 0.3;
const LADDER_SECONDS = 6;
const CONNECTIONS_AT_ONCE = 12;
/** Behind full segments: what a peer that lacks those tells to have. */
const TAIL = 40;
/** MTUs that links and tunnels have, each with the size that it does not take. */
const LIKELY = [1280, 1300, 1350, 1400, 1420, 1450, 1480, 1492, 1500].flatMap((mtu) => [
  mtu,
  mtu + 1,
]);
/** So long the sizes that other means find are waited for. */
const HINT_SECONDS = 1;

export interface TcpTarget extends Target {
  /** Name for SNI and `Host:`. */
  readonly host: string;
}

type Direction = "there" | "back";

/** How a connection measures one direction. */
function talkFor(
  direction: Direction,
  target: TcpTarget,
  options: { readonly largest?: number; readonly request: Request; readonly seconds: number },
): Talk {
  const { request, seconds, largest } = options;
  const limits = { connectSeconds: CONNECT_SECONDS, talkSeconds: seconds };
  const size = largest === undefined ? {} : { largest };
  const isQuiet = ({ quietSeconds, roundTripSeconds }: Conversation): boolean =>
    quietSeconds > QUIET_SECONDS + 2 * roundTripSeconds;
  if (direction === "there") {
    return {
      ...size,
      ...limits,
      request: (payload) => requestBytes(request, target.host, 2 * payload + TAIL),
      // A server that is left in the middle of its answer writes that into its log.
      isDone: (now) =>
        now.acked >= now.request &&
        isQuiet(now) &&
        (now.received > 0 || now.seconds > SILENT_SECONDS),
    };
  }
  return {
    ...size,
    ...limits,
    request: () => requestBytes(request, target.host, 0),
    isDone: (now) => now.received > 0 && isQuiet(now),
  };
}

/** The first full-size segment was acknowledged, in the size that it had in the end. */
export function arrivedThere(talked: Conversation): boolean {
  return (
    talked.outcome === "connected" && talked.acked >= Math.min(talked.request, talked.sendsNow)
  );
}

/** A peer's answers differ by a few bytes: a signature, a date. */
const SLACK = 64;

/** All that the peer has to say came, or a packet as large as it was told it may send. */
export function arrivedBack(talked: Conversation, answered: number): boolean {
  const { outcome, received, largestReceived, announced } = talked;
  if (outcome !== "connected" || received === 0) return false;
  return largestReceived >= announced - SLACK || received + SLACK >= answered;
}

interface Met {
  readonly limited: Conversation;
  readonly back: Conversation[];
  readonly there: Conversation;
}

async function meet(target: TcpTarget, request: Request, seconds: number): Promise<Met> {
  const limited = { largest: LIMITED[target.family], request, seconds };
  const whole = { request, seconds };
  const [small, first, second, there] = await Promise.all([
    converse(target, talkFor("back", target, limited)),
    converse(target, talkFor("back", target, whole)),
    converse(target, talkFor("back", target, whole)),
    converse(target, talkFor("there", target, whole)),
  ]);
  return { limited: small, back: [first, second], there };
}

const answeredIn = ({ limited, back }: Met): number =>
  Math.max(limited.received, ...back.map(({ received }) => received));

/** A TLS record begins with its type, 20 to 23. */
const speaksTls = ({ limited, back }: Met): boolean =>
  [limited, ...back].some(
    ({ firstByte }) => firstByte !== null && firstByte >= 20 && firstByte <= 23,
  );

/** Meets a port, again with another request or with more patience if it did not answer. */
async function acquaint(target: TcpTarget): Promise<{ met: Met; request: Request }> {
  const request = requestFor(target.port);
  const met = await meet(target, request, TALK_SECONDS);
  const isConnected = [met.limited, ...met.back].some(({ outcome }) => outcome === "connected");
  if (!isConnected || (answeredIn(met) > 0 && (request === "http" || speaksTls(met))))
    return { met, request };
  const other: Request = request === "tls" ? "http" : "tls";
  const [otherwise, patiently] = await Promise.all([
    meet(target, other, TALK_SECONDS),
    answeredIn(met) > 0 ? met : meet(target, request, SLOW_SECONDS),
  ]);
  return answeredIn(otherwise) > answeredIn(patiently)
    ? { met: otherwise, request: other }
    : { met: patiently, request };
}

/** Enters a connection of a size into a ladder. */
function enter(ladder: Ladder, size: number, arrived: boolean): void {
  const tally = tallyOf(ladder, size);
  tally.sent++;
  if (arrived) tally.arrived++;
}

interface Way {
  readonly direction: Direction;
  readonly request: Request;
  /** Bytes that the peer answers. */
  readonly answered: number;
  /** Sizes to try first: what other means found. */
  readonly hints: readonly number[];
}

const sizeOf = (direction: Direction, talked: Conversation): number =>
  direction === "there" ? talked.sendsNow : talked.announced;

/** Finds the edge with connections of many segment sizes at once. */
async function climbByConnections(target: TcpTarget, ladder: Ladder, way: Way): Promise<void> {
  const { direction, request, answered } = way;
  const began = performance.now();
  const likely = way.hints.length > 0 ? way.hints : LIKELY;
  let hints = likely.filter((size) => size > ladder.least && size < ladder.top);
  while (performance.now() - began < LADDER_SECONDS * 1000) {
    const next = plan(ladder);
    if (next.kind === "done") return;
    const sizes = hints.length > 0 ? hints : next.sizes.slice(0, CONNECTIONS_AT_ONCE);
    hints = [];
    await Promise.all(
      sizes.map(async (largest) => {
        const options = { largest, request, seconds: TALK_SECONDS };
        const talked = await converse(target, talkFor(direction, target, options));
        if (talked.outcome !== "connected") return;
        const isThere = direction === "there";
        const arrived = isThere ? arrivedThere(talked) : arrivedBack(talked, answered);
        // A smaller size than asked for says nothing of that one.
        const size = Math.min(largest, sizeOf(direction, talked));
        if (arrived || size === largest) enter(ladder, size, arrived);
      }),
    );
  }
}

function ladderOf(target: TcpTarget, top: number): Ladder {
  return newLadder(
    { top, least: LIMITED[target.family] },
    { atOnce: CONNECTIONS_AT_ONCE, triesFor: triesOfConnections, triesBetween: 1 },
  );
}

async function wayThere(target: TcpTarget, met: Met, way: Way): Promise<ProbedSizes | null> {
  const { there, limited } = met;
  if (there.outcome !== "connected") return null;
  const ladder = ladderOf(target, there.sentAtFirst);
  enter(ladder, Math.min(ladder.least, there.sentAtFirst), limited.acked > 0);
  // After ICMP the segments got smaller: both sizes are known.
  enter(ladder, there.sentAtFirst, arrivedThere(there) && there.sendsNow === there.sentAtFirst);
  if (there.sendsNow < there.sentAtFirst && arrivedThere(there)) {
    tallyOf(ladder, there.sentAtFirst).refused++;
    ladder.told.add(there.sendsNow);
    enter(ladder, there.sendsNow, true);
  }
  if (limited.acked > 0) await climbByConnections(target, ladder, way);
  return sizesOf(ladder);
}

type Back = NonNullable<ProbedTcp["back"]>;

/** What a peer's answers prove when all of them come: the largest packet among them. */
function wayBackDone(met: Met, answered: number): Back {
  const arrived = met.back.filter((talked) => arrivedBack(talked, answered));
  const through = Math.max(...arrived.map(({ largestReceived }) => largestReceived));
  const sent = met.back.length;
  return { through, never: null, tries: 0, sent, lost: sent - arrived.length, hasTail: false };
}

async function wayBack(target: TcpTarget, met: Met, way: Way): Promise<Back | null> {
  const { answered } = way;
  const talks = met.back.filter(({ outcome }) => outcome === "connected");
  if (talks.length === 0 || answered === 0) return null;
  if (talks.some((talked) => arrivedBack(talked, answered))) return wayBackDone(met, answered);
  // Whether the answer came over packets of limited size is the question that decides.
  if (!arrivedBack(met.limited, answered)) return null;
  const ladder = ladderOf(target, Math.max(...talks.map(({ announced }) => announced)));
  enter(ladder, ladder.least, true);
  for (const talked of talks) enter(ladder, talked.announced, false);
  await climbByConnections(target, ladder, way);
  return { ...sizesOf(ladder), hasTail: talks.some(({ outOfOrder }) => outOfOrder) };
}

/**
 * Measures both ways with TCP: over a connection whose segments are limited to what every path carries, and over ones whose
 * are not. `hints`: sizes that other means found, asked for when they are needed.
 */
export async function probeTcp(
  target: TcpTarget,
  hints: () => Promise<readonly number[]>,
): Promise<ProbedTcp> {
  const { met, request } = await acquaint(target);
  const { limited, there, back } = met;
  const all = [limited, there, ...back];
  const best = all.find(({ outcome }) => outcome === "connected") ?? limited;
  const answered = answeredIn(met);
  const isWhole = arrivedThere(there) && back.some((talked) => arrivedBack(talked, answered));
  const likely = Bun.sleep(HINT_SECONDS * 1000).then(() => LIKELY);
  const known = isWhole ? [] : await Promise.race([hints(), likely]);
  const way = { request, answered, hints: known };
  const [thereSizes, backSizes] = await Promise.all([
    wayThere(target, met, { ...way, direction: "there" }),
    wayBack(target, met, { ...way, direction: "back" }),
  ]);
  const isConnected = best.outcome === "connected";
  return {
    port: target.port,
    outcome: best.outcome,
    code: best.code,
    announced: isConnected ? Math.max(...back.map(({ announced }) => announced)) : null,
    sends: isConnected ? there.sentAtFirst : null,
    limited: isConnected ? limited.announced : null,
    answered,
    request,
    there: thereSizes,
    back: backSizes,
    followedIcmp: there.pathMtu < there.sentAtFirst && arrivedThere(there),
  };
}
