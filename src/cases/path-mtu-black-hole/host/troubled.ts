import type { ConnectionsOf } from "./connections.ts";
import { type Sign, signOf } from "./judge-connection.ts";

/** All that points to a hole between a namespace and an address: one path, one finding. */
export interface Troubled {
  readonly namespace: number;
  readonly isOwn: boolean;
  readonly local: string;
  readonly remote: string;
  readonly isConfirmed: boolean;
  /** Large packets get lost on the way from there, not on the way to it. */
  readonly isWayBack: boolean;
  /** Best proof first. */
  readonly signs: readonly [Sign, ...Sign[]];
  /** Smallest IP length that never arrived, and largest that did (0: none known). */
  readonly never: number;
  readonly through: number;
}

/** Ours: where more connections than this carry data, a peer that vanished right after connecting is an everyday event. */
const BUSY = 100;
const EPHEMERAL = 32_768;

const RANK: Readonly<Record<Sign["kind"], number>> = {
  told: 3,
  fresh: 2,
  awaited: 1,
  delivered: 0,
  dead: 0,
};

/** The peer connected to us, as far as ports tell. */
export function isAccepted({ connection: { socket } }: Sign): boolean {
  return socket.localPort < EPHEMERAL && socket.remotePort >= EPHEMERAL;
}

/**
 * Signs that nothing speaks against. A peer that leaves small data unanswered as well is gone, unless another connection
 * tells by SACK; a size that arrived in one connection is not what another is stuck on.
 */
function standing(signs: readonly Sign[], total: number): readonly Sign[] {
  const told = signs.filter(({ kind }) => kind === "told");
  const isDead = told.length === 0 && signs.some(({ kind }) => kind === "dead");
  const largest = Math.max(
    0,
    ...signs.flatMap(({ kind, size }) => (kind === "delivered" ? [size] : [])),
  );
  const untold = signs.filter(({ kind }) => kind === "fresh");
  const isEveryday = told.length === 0 && total > BUSY && untold.length < 2;
  return signs.filter((sign) => {
    if (sign.kind === "dead" || sign.kind === "delivered" || sign.size <= largest) return false;
    if (sign.kind !== "fresh") return true;
    return !isDead && !(isEveryday && isAccepted(sign));
  });
}

function troubledOf(signs: readonly Sign[], total: number): Troubled | null {
  const [first, ...rest] = standing(signs, total).toSorted(
    (one, other) => RANK[other.kind] - RANK[one.kind] || other.waitedSeconds - one.waitedSeconds,
  );
  if (!first) return null;
  const all = [first, ...rest] as const;
  const { namespace, isOwn, socket } = first.connection;
  const isWayBack = first.kind === "awaited";
  const same = all.filter(({ kind }) => (kind === "awaited") === isWayBack);
  return {
    namespace,
    isOwn,
    local: socket.local,
    remote: socket.remote,
    isConfirmed: all.some(({ kind, isFrozen }) => kind === "told" && isFrozen),
    isWayBack,
    signs: [first, ...same.filter((sign) => sign !== first)],
    never: Math.min(...same.map(({ size }) => size)),
    through: Math.max(...same.map(({ through }) => through)),
  };
}

/**
 * The paths that large packets get lost on. Where both ends of a connection are seen (two namespaces of one host), the
 * end that sends has the proof, and the other is not told of.
 */
export function troubledIn(
  seen: readonly ConnectionsOf[],
  probingOf: (namespace: number) => number,
): readonly Troubled[] {
  const troubled = seen.flatMap(({ namespace, total, connections }) => {
    const signs = connections.flatMap((one) => signOf(one, probingOf(namespace)) ?? []);
    const byRemote = Map.groupBy(signs, ({ connection }) => connection.socket.remote);
    return [...byRemote.values()].flatMap((some) => troubledOf(some, total) ?? []);
  });
  const senders = new Set(
    troubled.filter(({ isWayBack }) => !isWayBack).map(({ local, remote }) => `${local} ${remote}`),
  );
  return troubled.filter(
    ({ isWayBack, local, remote }) => !isWayBack || !senders.has(`${remote} ${local}`),
  );
}
