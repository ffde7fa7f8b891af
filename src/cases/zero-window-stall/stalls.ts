import type { CaptureEnd, CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import type { CaptureShutting } from "#contract/capture-trouble.ts";
import { endName } from "#derived/capture-names.ts";

/** Ours: who reads in bursts opens the window within this time; who waits longer is noticed by people. */
export const SECONDS_STALLED = 1;
/** Segments that say so again and again answer to somebody who asks: probes come at growing intervals. */
const TOLD_OFTEN = 3;

/** One receiver that did not read though its peer had something to send. */
export interface Stall {
  readonly flow: CaptureFlow;
  readonly isServer: boolean;
  readonly receiver: CaptureEnd;
  readonly sender: CaptureEnd;
  readonly shutting: CaptureShutting;
  /** Seconds in all that the sender waited. */
  readonly blocked: number;
  readonly times: number;
  readonly isCertain: boolean;
}

/**
 * A window that never opened stays shut to the end of the capture, not only to the last probe: probes come at intervals
 * that double. Who is silent for longer than that has gone.
 */
function toTheEnd(shutting: CaptureShutting, flow: CaptureFlow, end: number): CaptureShutting {
  if (shutting.openedFrame !== null || flow.reset || flow.finished) return shutting;
  const lasted = Math.min(end - shutting.at, 2 * shutting.lasted + 1);
  return lasted > shutting.lasted ? { ...shutting, lasted } : shutting;
}

function stallOf(flow: CaptureFlow, isServer: boolean, end: number): Stall | null {
  const { client, server, fromClient, fromServer } = flow;
  const [own, peer] = isServer ? [fromServer, fromClient] : [fromClient, fromServer];
  const { shut } = own;
  if (shut === null) return null;
  const isSenderSeen = peer.segments > 0;
  const longest = isSenderSeen ? shut.longest : shut.longestIdle;
  if (longest === null) return null;
  const shutting = toTheEnd(longest, flow, end);
  if (shutting.lasted < SECONDS_STALLED) return null;
  if (!isSenderSeen && shutting.told < TOLD_OFTEN) return null;
  const [receiver, sender] = isServer ? [server, client] : [client, server];
  const { times, blockedSeconds } = shut;
  const beyond = shutting.lasted - longest.lasted;
  const blocked = isSenderSeen ? blockedSeconds + beyond : shutting.lasted;
  return { flow, isServer, receiver, sender, shutting, blocked, times, isCertain: isSenderSeen };
}

/** All connections that wait for one application, the longest wait first. */
export type Stalled = readonly [Stall, ...Stall[]];

/** The applications that do not read: a server is one port of one host, a client one host. */
export function stalledIn({ flows, totals }: CaptureSummary): readonly Stalled[] {
  const byReader = new Map<string, [Stall, ...Stall[]]>();
  for (const flow of flows) {
    for (const stall of [true, false].map((isServer) => stallOf(flow, isServer, totals.seconds))) {
      if (stall === null) continue;
      const { receiver, isServer } = stall;
      const reader = isServer ? endName(receiver) : receiver.address;
      const known = byReader.get(reader);
      if (known) known.push(stall);
      else byReader.set(reader, [stall]);
    }
  }
  const rank = ({ isCertain, shutting }: Stall): number => (isCertain ? 1e9 : 0) + shutting.lasted;
  for (const stalls of byReader.values()) stalls.sort((one, other) => rank(other) - rank(one));
  return [...byReader.values()];
}

/** The longest that a sender waited, and the longest time that a window was shut without one that waited. */
export function longestWaits({ flows }: CaptureSummary): {
  readonly waited: { readonly flow: CaptureFlow; readonly shutting: CaptureShutting } | null;
  readonly idle: {
    readonly flow: CaptureFlow;
    readonly sender: CaptureEnd;
    readonly shutting: CaptureShutting;
  } | null;
} {
  const sides = flows.flatMap((flow) => [
    { flow, sender: flow.server, shut: flow.fromClient.shut },
    { flow, sender: flow.client, shut: flow.fromServer.shut },
  ]);
  const longest = (which: "longest" | "longestIdle") =>
    sides
      .flatMap(({ flow, sender, shut }) => {
        const shutting = shut?.[which] ?? null;
        return shutting === null ? [] : [{ flow, sender, shutting }];
      })
      .toSorted((one, other) => other.shutting.lasted - one.shutting.lasted)[0] ?? null;
  return { waited: longest("longest"), idle: longest("longestIdle") };
}
