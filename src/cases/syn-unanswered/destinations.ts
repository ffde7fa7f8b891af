import type { CaptureAttempt, CaptureSummary } from "#contract/capture.ts";
import { Attempts } from "#derived/capture-attempts.ts";
import { type Silent, silentOf } from "./silent.ts";

/** SYNs to one port of one host, or to several ports of it, without an answer. */
export interface Quiet {
  readonly silents: readonly [Silent, ...Silent[]];
  readonly address: string;
  /** Null for several. */
  readonly port: number | null;
  /** What was asked there in all, and what was answered. */
  readonly asked: number;
  readonly answered: readonly CaptureAttempt[];
  /** An answer of the same host at another port. */
  readonly elsewhere: CaptureAttempt | null;
  readonly isCertain: boolean;
}

/** Somebody who asks so many hosts or ports in vain, each once. */
export interface Scan {
  readonly client: string;
  readonly silents: readonly [Silent, ...Silent[]];
  readonly hosts: number;
  readonly ports: number;
  /** It repeats its SYNs as any program does that wants to connect: it may as well be cut off. */
  readonly isInsistent: boolean;
}

/** Distinct doors that one client asks in vain. Ours: no client of a service asks so many. */
const SCAN_DOORS = 20;
/** Tries for each door from which on somebody wants to get in, not to know. */
const TRIES_OF_A_CLIENT = 1.5;
/** Silent ports of one host that make it the host's matter. */
const PORTS_OF_A_HOST = 3;
/** The SYN sent so often in one connection, or repeated in so many: chance alone loses them rarely. */
const TIMES_CERTAIN = 3;

type Group<T> = readonly [T, ...T[]];

function groupedBy<T>(all: readonly T[], key: (one: T) => string): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups.values()];
}

const hostOf = ({ flow, kind }: Silent): string => `${kind} ${flow.server.address}`;
const doorOf = (silent: Silent): string => `${hostOf(silent)} ${silent.flow.server.port}`;

function scanOf(silents: Group<Silent>): Scan | null {
  const doors = new Set(silents.map(doorOf)).size;
  const hosts = new Set(silents.map(hostOf)).size;
  const ports = new Set(silents.map(({ flow }) => flow.server.port)).size;
  const isScan = Math.max(hosts, ports) >= SCAN_DOORS && silents.length / doors < TRIES_OF_A_CLIENT;
  if (!isScan) return null;
  const insistent = silents.filter(({ times }) => times >= TIMES_CERTAIN).length;
  const isInsistent = ports < SCAN_DOORS && insistent * 2 > silents.length;
  return { client: silents[0].flow.client.address, silents, hosts, ports, isInsistent };
}

function quietOf(silents: Group<Silent>, attempts: Attempts): Quiet {
  const { address, port: first } = silents[0].flow.server;
  const ports = new Set(silents.map(({ flow }) => flow.server.port));
  const host = attempts.atHost(address);
  const asked = host.filter(({ server }) => ports.has(server.port));
  const own = new Set(silents.map(({ flow }) => flow.fromClient.opening?.firstFrame));
  const isHeard = ({ answer }: CaptureAttempt): boolean => answer !== null;
  const isTried = ({ kind, times }: Silent): boolean => kind !== "silent" || times >= TIMES_CERTAIN;
  const repeated = silents.filter(({ times }) => times > 1);
  return {
    silents,
    address,
    port: ports.size === 1 ? first : null,
    asked: Math.max(asked.length, silents.length),
    answered: asked.filter(
      ({ answer, firstFrame }) => answer === "syn-ack" && !own.has(firstFrame),
    ),
    elsewhere: host.find((one) => isHeard(one) && !ports.has(one.server.port)) ?? null,
    isCertain: silents.some(isTried) || repeated.length >= TIMES_CERTAIN,
  };
}

/**
 * SYNs that were not even repeated say little: who sent them may have had an answer that the capture's filter left out.
 * Several of them count where the capture shows answers to others.
 */
const isTold = ({ silents, isCertain }: Quiet, answers: number): boolean =>
  isCertain ||
  silents.some(({ times }) => times > 1) ||
  (silents.length >= TIMES_CERTAIN && answers > 0);

/** Hosts and ports that are looked at and told, those with the most silent SYNs first. */
const MOST_LOOKED_AT = 1000;
const MOST_QUIET = 20;

/** Who does not answer, the most asked first, scans apart; without what is explained already. */
export function quietIn(
  { flows, attempts: made, totals }: CaptureSummary,
  isExplained: (silent: Silent) => boolean,
): { quiet: readonly Quiet[]; scans: readonly Scan[] } {
  const all = flows
    .flatMap((flow) => silentOf(flow, totals.seconds) ?? [])
    .filter((silent) => !isExplained(silent));
  const scans = groupedBy(all, ({ flow }) => flow.client.address).flatMap(
    (silents) => scanOf(silents) ?? [],
  );
  const scanners = new Set(scans.map(({ client }) => client));
  const honest = all.filter(({ flow }) => !scanners.has(flow.client.address));
  const byHost = groupedBy(honest, hostOf).flatMap((silents) => {
    const ports = groupedBy(silents, doorOf);
    return ports.length >= PORTS_OF_A_HOST ? [silents] : ports;
  });
  const attempts = new Attempts(made);
  const quiet = byHost
    .toSorted((one, other) => other.length - one.length)
    .slice(0, MOST_LOOKED_AT)
    .map((silents) => quietOf(silents, attempts))
    .filter((one) => isTold(one, totals.tcp.synAck))
    .slice(0, MOST_QUIET);
  return { quiet, scans };
}
