import type { CaptureFlow } from "#contract/capture.ts";
import { type Hole, holesOf } from "./holes.ts";

/** All holes on the way from one address to another: one path, one finding. */
export interface Destination {
  readonly from: string;
  readonly to: string;
  /** Best proof first. */
  readonly holes: readonly [Hole, ...Hole[]];
  /** Largest size that got through to this address in any connection, and smallest that never did. */
  readonly through: Hole["through"];
  readonly never: number;
}

const RANK = { stuck: 2, recovered: 1, unseen: 0 } as const;
const rank = (hole: Hole): number => (hole.isCertain ? 3 : 0) + RANK[hole.kind];

function endsOf({ flow, isFromClient }: Hole): { from: string; to: string } {
  const { client, server } = flow;
  const [from, to] = isFromClient ? [client, server] : [server, client];
  return { from: from.address, to: to.address };
}

/** What connections from one address to another got through, those without trouble of size included. */
function delivered(flows: readonly CaptureFlow[], from: string, to: string): Hole["through"][] {
  return flows.flatMap(({ client, server, fromClient, fromServer }) => [
    ...(client.address === from && server.address === to ? [fromClient.largestDelivered] : []),
    ...(server.address === from && client.address === to ? [fromServer.largestDelivered] : []),
  ]);
}

/**
 * The destinations that large packets do not reach. What got through in one connection speaks against a hole in another:
 * then it was not the size.
 */
export function destinationsOf(flows: readonly CaptureFlow[]): Destination[] {
  const byEnds = new Map<string, [Hole, ...Hole[]]>();
  for (const hole of flows.flatMap(holesOf)) {
    const { from, to } = endsOf(hole);
    const known = byEnds.get(`${from} ${to}`);
    if (known) known.push(hole);
    else byEnds.set(`${from} ${to}`, [hole]);
  }
  return [...byEnds.values()].flatMap((holes) => {
    holes.sort((one, other) => rank(other) - rank(one));
    const { from, to } = endsOf(holes[0]);
    const all = [...delivered(flows, from, to), ...holes.map(({ through }) => through)];
    const [through = null] = all
      .flatMap((one) => one ?? [])
      .sort((one, other) => other.bytes - one.bytes);
    const never = Math.min(...holes.map((hole) => hole.never));
    return through !== null && through.bytes >= never ? [] : [{ from, to, holes, through, never }];
  });
}
