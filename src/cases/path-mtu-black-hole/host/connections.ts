import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import type { Origin, Reading } from "#contract/reading.ts";
import type { Missing } from "#contract/verdict.ts";
import ssTinmoe from "#facts/cmd/ss-tinmoe.ts";
import tcpInTrouble, { type TcpInTrouble } from "#facts/walk/tcp-in-trouble.ts";
import type { TcpSocket } from "#text/tcp-socket.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";

/** A connection in one network namespace, and how it was in the earlier of two samples. */
export interface Connection {
  /** Inode number; 0 for the one that a snapshot does not number. */
  readonly namespace: number;
  readonly isOwn: boolean;
  readonly socket: TcpSocket;
  /** Null when there was one sample, or it was not in the earlier one. */
  readonly before: TcpSocket | null;
  readonly origin: Origin;
}

/** What was seen of a namespace's connections. */
export interface ConnectionsOf {
  readonly namespace: number;
  readonly total: number;
  readonly connections: readonly Connection[];
}

export interface ConnectionSight {
  readonly seen: readonly ConnectionsOf[];
  readonly missing: readonly Missing[];
  readonly origin: Origin | null;
}

const keyOf = (namespace: number, one: TcpSocket): string =>
  [namespace, one.local, one.localPort, one.remote, one.remotePort].join(" ");

function byWalk(reading: Extract<Reading<TcpInTrouble>, { status: "read" }>): ConnectionSight {
  const { value, earlier, origin } = reading;
  const before = new Map(
    earlier?.value.sockets.map((one) => [keyOf(one.namespace, one.socket), one.socket]),
  );
  const byNamespace = Map.groupBy(value.sockets, ({ namespace }) => namespace);
  const seen = value.namespaces.map(({ inode, own, sockets }) => ({
    namespace: inode,
    total: sockets,
    connections: (byNamespace.get(inode) ?? []).map(({ socket }) => ({
      namespace: inode,
      isOwn: own,
      socket,
      before: before.get(keyOf(inode, socket)) ?? null,
      origin: { ...origin, line: socket.line, namespace: `net:[${inode}]` },
    })),
  }));
  const count = value.refused.length;
  const missing = count > 0 ? [{ fact: tcpInTrouble.id, why: words.refused({ count }) }] : [];
  return { seen, missing, origin };
}

/** Who asks ss learns of all connections, so what it does not list is in no trouble. */
function byCommand({ ss }: ReadingsOf<typeof needs>): ConnectionSight {
  const seen = ss.readings.flatMap(({ namespace, reading }): ConnectionsOf[] => {
    if (reading.status !== "read") return [];
    const { value, earlier, origin } = reading;
    const { inode, own } = namespace;
    const before = new Map(earlier?.value.map((socket) => [keyOf(inode, socket), socket]));
    const connections = value.map((socket) => ({
      namespace: inode,
      isOwn: own,
      socket,
      before: before.get(keyOf(inode, socket)) ?? null,
      origin: { ...origin, line: socket.line },
    }));
    return [{ namespace: inode, total: connections.length, connections }];
  });
  const [first] = ss.readings.flatMap(({ reading }) =>
    reading.status === "read" ? [reading] : [],
  );
  return { seen, missing: [], origin: first?.origin ?? null };
}

/** The connections of every namespace: from the kernel, or from what ss printed. */
export function connectionsOf(readings: ReadingsOf<typeof needs>): ConnectionSight {
  const { trouble, ss } = readings;
  const told = trouble.status === "read" ? byWalk(trouble) : byCommand(readings);
  const unseen = [...ss.unseen].map((why) => ({ fact: tcpInTrouble.id, why }));
  if (told.seen.length > 0) return { ...told, missing: [...told.missing, ...unseen] };
  const own = ss.readings.find(({ namespace }) => namespace.own)?.reading;
  const isLive = trouble.status === "denied" || trouble.status === "unparsed";
  const why =
    isLive || own === undefined ? missingOf(tcpInTrouble, trouble) : missingOf(ssTinmoe, own);
  return { ...told, missing: [...told.missing, why, ...unseen] };
}
