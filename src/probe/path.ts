import type { ProbedBy, ProbedPath, ProbedRoute, ProbedSizes } from "#contract/probe.ts";
import type { Family } from "./address.ts";
import { climb, type Heard, newHeard, noteEvent } from "./climb.ts";
import { EchoProber } from "./echo.ts";
import { locateDrop, REFILL_SECONDS } from "./hops.ts";
import { type Ladder, newLadder, sizesOf, tallyOf } from "./ladder.ts";
import type { Prober } from "./prober.ts";
import { routeOf } from "./route.ts";
import { probeTcp } from "./tcp.ts";
import { UdpProber } from "./udp.ts";

/** The total length of an IPv4 packet has 16 bits; that of IPv6 counts the payload alone. */
const LARGEST_PACKET = { 4: 65_535, 6: 65_575 } as const;
/** A probe that every path carries. */
const SMALL = 100;
const CLIMB_SECONDS = 6;
const UDP_SECONDS = 1.2;

export interface PathTarget {
  readonly address: string;
  readonly family: Family;
  /** Name for SNI and `Host:`. */
  readonly host: string;
  readonly port: number | null;
}

const topOf = ({ family }: PathTarget, { deviceMtu }: ProbedRoute): number =>
  Math.min(deviceMtu, LARGEST_PACKET[family]);

const nobody = (target: PathTarget): ProbedPath => ({
  address: target.address,
  family: target.family,
  pathMtu: { there: null, back: null },
  route: null,
  unreachable: null,
  echo: "denied",
  udp: "denied",
  found: [],
  refusals: [],
  hop: null,
  tcp: null,
});

/** Sends datagrams of these sizes, and waits until all have arrived or none can come any more. */
async function sendAll(
  prober: Prober,
  ladder: Ladder,
  heard: Heard,
  sizes: readonly number[],
): Promise<void> {
  for (const size of sizes) {
    tallyOf(ladder, size).sent++;
    prober.send(size);
    await Bun.sleep(1);
  }
  const began = performance.now();
  const limit = Math.min(UDP_SECONDS, 0.25 + 3 * (heard.roundTripSeconds ?? 0.1));
  while (performance.now() - began < limit * 1000) {
    for (const event of prober.heard()) noteEvent(event, ladder, heard);
    if ([...ladder.tallies.values()].every(({ arrived }) => arrived > 0)) return;
    await Bun.sleep(3);
  }
}

/**
 * Datagrams of a size that arrives, then of one that seems not to, then of the first again: only if that is answered still,
 * the others were not kept back for being too many.
 */
async function crossCheck(
  prober: Prober,
  ladder: Ladder,
  heard: Heard,
  [low, high]: readonly [number, number],
): Promise<ProbedBy> {
  const highs = [high, high, high, high];
  await sendAll(prober, ladder, heard, [low, high, ladder.top, ...highs.slice(1), low]);
  const arrivals = tallyOf(ladder, low).arrived;
  const isSure = (): boolean => arrivals >= 2 || tallyOf(ladder, low).arrived > arrivals;
  if (tallyOf(ladder, high).arrived === 0 && arrivals < 2) {
    await Bun.sleep(REFILL_SECONDS * 1000);
    await sendAll(prober, ladder, heard, [...highs, low]);
  }
  const found = by("udp", ladder);
  const isTold = tallyOf(ladder, high).refused > 0;
  return isSure() || isTold ? found : { ...found, never: null, tries: 0 };
}

const by = (means: ProbedBy["by"], ladder: Ladder): ProbedBy => ({ by: means, ...sizesOf(ladder) });

/** Why this host itself lets no probe out. */
function blockedBy(probers: readonly (Prober | null)[]): ProbedPath["unreachable"] {
  const [code] = probers.flatMap((prober) => prober?.blocked ?? []);
  return code === undefined ? null : { code, from: null };
}

/** What datagrams and echoes find of one address. */
class Probing {
  readonly #target: PathTarget;
  readonly #top: number;
  readonly #heard = newHeard();
  readonly #path: ProbedPath;

  constructor(target: PathTarget, path: ProbedPath, top: number) {
    this.#target = target;
    this.#path = path;
    this.#top = top;
  }

  async #echoes(prober: Prober): Promise<ProbedBy> {
    const ladder = newLadder({ top: this.#top, least: SMALL });
    await climb(prober, ladder, this.#heard, CLIMB_SECONDS);
    const found = by("echo", ladder);
    this.#path.echo = found.through === null ? "silent" : "answered";
    this.#path.found.push(found);
    return found;
  }

  /** Whether datagrams agree with echoes, or stand in for them. */
  async #datagrams(prober: Prober, { through, never }: ProbedBy): Promise<void> {
    const ladder = newLadder({ top: this.#top, least: SMALL });
    const sizes = [through ?? SMALL, never ?? this.#top] as const;
    const found = await crossCheck(prober, ladder, this.#heard, sizes);
    this.#path.udp = found.through === null ? "silent" : "answered";
    this.#path.found.push(found);
  }

  async #hops(probers: readonly Prober[]): Promise<void> {
    const holes = this.#path.found.flatMap(({ never }) => never ?? []);
    if (holes.length === 0) return;
    for (const prober of probers) {
      this.#path.hop ??= await locateDrop(
        prober,
        { big: Math.min(...holes), small: SMALL },
        this.#heard,
      );
    }
  }

  /** @param echoed called as soon as echoes have told what they can. */
  async run(echoed: (sizes: readonly number[]) => void): Promise<void> {
    const { family, address } = this.#target;
    const [echo, udp] = [EchoProber.open(family, address), UdpProber.open(family, address)];
    try {
      const silent: ProbedBy = {
        by: "echo",
        through: null,
        never: null,
        tries: 0,
        sent: 0,
        lost: 0,
      };
      const found = echo ? await this.#echoes(echo) : silent;
      echoed([found.through ?? 0, found.never ?? 0].filter(Boolean));
      // All that the interface takes arrives, or a router tells what does not: nothing is left to find out.
      if (found.through !== null && (found.never === null || this.#heard.refusals.length > 0))
        return;
      if (udp) await this.#datagrams(udp, found);
      if (this.#heard.refusals.length === 0)
        await this.#hops([udp, echo].flatMap((one) => one ?? []));
    } finally {
      echo?.close();
      udp?.close();
      this.#path.refusals.push(...this.#heard.refusals);
      this.#path.unreachable = this.#heard.unreachable ?? blockedBy([echo, udp]);
    }
  }
}

function pathMtuOf({ family, found, tcp }: ProbedPath): ProbedPath["pathMtu"] {
  const largest = (sizes: readonly (ProbedSizes | null | undefined)[]): number | null => {
    const through = sizes.flatMap((one) => one?.through ?? []);
    return through.length === 0 ? null : Math.max(...through);
  };
  // Over IPv6 an echo comes back as large as it went.
  const echoes = family === 6 ? found.filter(({ by }) => by === "echo") : [];
  return { there: largest([...found, tcp?.there]), back: largest([...echoes, tcp?.back]) };
}

/** Probes one address by all means at once. */
export async function probePath(target: PathTarget): Promise<ProbedPath> {
  const path = nobody(target);
  const route = routeOf(target.address);
  if (typeof route === "string") return { ...path, unreachable: { code: route, from: null } };
  path.route = route;
  // Connections first: what ICMP teaches the kernel about the way there would make it announce smaller packets.
  const probing = new Probing(target, path, topOf(target, route));
  const { promise: ready, resolve } = Promise.withResolvers<readonly number[]>();
  const tcp = target.port === null ? null : probeTcp({ ...target, port: target.port }, () => ready);
  await Bun.sleep(0);
  await probing.run(resolve);
  path.tcp = await tcp;
  path.pathMtu = pathMtuOf(path);
  const heard = [path.echo, path.udp].includes("answered") || path.tcp?.outcome === "connected";
  return heard ? { ...path, unreachable: null } : path;
}
