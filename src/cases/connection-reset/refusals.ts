import type { CaptureAttempt, CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import { Attempts } from "#derived/capture-attempts.ts";
import { routersPassed } from "./resetter.ts";

/** A SYN that was answered with a refusal, at once: by RST, or by ICMP. */
export interface Refusal {
  readonly flow: CaptureFlow;
  readonly how:
    | { readonly kind: "reset"; readonly frame: number; readonly hops: number }
    | {
        readonly kind: "icmp";
        readonly frame: number;
        readonly code: number;
        readonly from: string;
      };
}

/** All refusals of one port of one host, made in one way. */
export interface Refused {
  readonly refusals: readonly [Refusal, ...Refusal[]];
  /** Of all that was asked of this port, what it accepted. */
  readonly asked: number;
  readonly accepted: readonly CaptureAttempt[];
  /** Time to live (hop limit) of what the host itself answered elsewhere; null when it was not heard. */
  readonly hostHops: { readonly hops: number; readonly frame: number } | null;
}

/** Somebody who tries doors: so many ports or hosts that were asked once and refused. */
export interface Scan {
  readonly client: string;
  readonly refusals: number;
  readonly hosts: number;
  readonly ports: number;
  readonly frame: number;
}

/**
 * Codes of "destination unreachable" that refuse (RFC 792, 1122, 1812; RFC 4443): protocol, port, prohibited in its
 * three forms. The others say that there is no way, and belong to a SYN without an answer.
 */
const REFUSING_4 = new Set([2, 3, 9, 10, 13]);
const REFUSING_6 = new Set([1, 4, 5, 6]);
/** Mail, FTP and IRC servers ask the client's host who its user is (RFC 1413), and do without. */
const IDENT = 113;
/** Distinct doors that one client was refused at. Ours: no client of a service asks so many. */
const SCAN_DOORS = 20;

function refusalOf(flow: CaptureFlow): Refusal | null {
  const { fromClient, fromServer, server } = flow;
  if (!flow.syn || flow.synAck || server.port === IDENT) return null;
  const { reset } = fromServer;
  if (reset !== null) {
    const { frame, hops } = reset;
    return reset.refusal ? { flow, how: { kind: "reset", frame, hops } } : null;
  }
  const { unreachable } = fromClient;
  if (unreachable === null || fromServer.segments > 0) return null;
  const codes = server.address.includes(":") ? REFUSING_6 : REFUSING_4;
  const { code, from, frame } = unreachable;
  return codes.has(code) ? { flow, how: { kind: "icmp", frame, code, from } } : null;
}

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/** `localhost` is two addresses; who is refused at one of them and accepted at the other has what he wants. */
function isOtherLoopback({ flow }: Refusal, attempts: Attempts): boolean {
  const { address, port } = flow.server;
  return (
    isLoopback(address) &&
    attempts
      .atPort(port)
      .some(
        ({ server, answer, at }) =>
          answer === "syn-ack" &&
          isLoopback(server.address) &&
          server.address !== address &&
          Math.abs(at - flow.at) < 1,
      )
  );
}

function groupedBy<T>(all: readonly T[], key: (one: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

function scanOf(client: string, refusals: readonly [Refusal, ...Refusal[]]): Scan | null {
  const hosts = new Set(refusals.map(({ flow }) => flow.server.address)).size;
  const ports = new Set(refusals.map(({ flow }) => flow.server.port)).size;
  if (Math.max(hosts, ports) < SCAN_DOORS) return null;
  const frame = refusals[0].flow.firstFrame;
  return { client, refusals: refusals.length, hosts, ports, frame };
}

function refusedOf(refusals: readonly [Refusal, ...Refusal[]], attempts: Attempts): Refused {
  const { server } = refusals[0].flow;
  const asked = attempts.atDoor(server);
  const heard = attempts
    .atHost(server.address)
    .find(({ answer, answerHops }) => answer === "syn-ack" && answerHops !== null);
  return {
    refusals,
    asked: Math.max(asked.length, refusals.length),
    accepted: asked.filter(({ answer }) => answer === "syn-ack"),
    hostHops: heard ? { hops: heard.answerHops ?? 0, frame: heard.answerFrame ?? 0 } : null,
  };
}

/** The host was heard elsewhere, over another number of routers: the RST is not its own. */
export function isOnTheWay({ refusals, hostHops }: Refused): boolean {
  const [{ how }] = refusals;
  return (
    how.kind === "reset" &&
    hostHops !== null &&
    routersPassed(hostHops.hops) !== routersPassed(how.hops)
  );
}

/** Doors that are told, those with the most refusals first. */
const MOST_DOORS = 20;

/** Who was refused where, scans apart. */
export function refusalsIn({ flows, attempts: made }: CaptureSummary): {
  refused: readonly Refused[];
  scans: readonly Scan[];
} {
  const attempts = new Attempts(made);
  const all = flows
    .flatMap((flow) => refusalOf(flow) ?? [])
    .filter((refusal) => !isOtherLoopback(refusal, attempts));
  const byClient = groupedBy(all, ({ flow }) => flow.client.address);
  const scans = [...byClient].flatMap(([client, refusals]) => scanOf(client, refusals) ?? []);
  const scanners = new Set(scans.map(({ client }) => client));
  const honest = all.filter(({ flow }) => !scanners.has(flow.client.address));
  const byDoor = groupedBy(honest, ({ flow: { server }, how }) => {
    const by = how.kind === "icmp" ? `${how.from} ${how.code}` : how.kind;
    return `${server.address} ${server.port} ${by}`;
  });
  const refused = [...byDoor.values()]
    .toSorted((one, other) => other.length - one.length)
    .slice(0, MOST_DOORS)
    .map((refusals) => refusedOf(refusals, attempts));
  return { refused, scans };
}
