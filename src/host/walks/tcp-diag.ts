import { addressText } from "#text/socket-rows.ts";
import { Netlink, NETLINK_SOCK_DIAG, NetlinkError } from "../netlink.ts";
import { connectionsBy, type DiagWords } from "../sock-diag.ts";
import { NamespaceEnded, type TcpPlace } from "./tcp-tables.ts";

const ENOENT = 2;

function* bothFamilies(netlink: Netlink, states: number): Generator<DiagWords> {
  for (const family of [2, 10] as const) {
    try {
      yield* connectionsBy(netlink, family, states);
    } catch (error) {
      // A kernel without IPv6 has no such sockets.
      if (!(error instanceof NetlinkError && error.errno === ENOENT && family === 10)) throw error;
    }
  }
}

/** Sockets taken of one namespace. A million of them would fill memory, and tell no more. */
const MOST_SOCKETS = 200_000;

/**
 * The TCP sockets of a namespace in some states, by sock_diag(7).
 * @returns null where that is not to be had: a snapshot, or a kernel without it. The tables tell less, and are always there.
 */
export function socketsByDiag(place: TcpPlace, states: number): readonly DiagWords[] | null {
  if (place.enter === null) return null;
  try {
    return place.enter(() => {
      using netlink = new Netlink(NETLINK_SOCK_DIAG);
      const found: DiagWords[] = [];
      for (const words of bothFamilies(netlink, states)) {
        found.push(words);
        if (found.length >= MOST_SOCKETS) break;
      }
      return found;
    });
  } catch (error) {
    if (error instanceof NetlinkError) return null;
    if (error instanceof NamespaceEnded) return [];
    throw error;
  }
}

const MAPPED = /^::ffff:((?:\d+\.){3}\d+|[0-9a-f]{1,4}:[0-9a-f]{1,4})$/;

/** An address as the tables are read: IPv6 in brackets unless it maps an IPv4 address. */
function addressFrom(text: string): string {
  if (!text.includes(":")) return text;
  const inner = MAPPED.exec(text)?.[1];
  if (inner === undefined) return `[${text}]`;
  if (inner.includes(".")) return inner;
  const hex = inner
    .split(":")
    .map((group) => group.padStart(4, "0"))
    .join("");
  const swapped = hex.match(/../g)?.toReversed().join("").toUpperCase() ?? "";
  return addressText(swapped);
}

/** One end of a socket, as the tables are read: `10.0.0.1:443`. */
export function endIn(words: DiagWords, end: "local" | "remote"): string {
  const address = addressFrom(`${words.get(end) ?? ""}`);
  return `${address}:${words.get(end === "local" ? "port" : "peer") ?? 0}`;
}

export const numberIn = (words: DiagWords, name: string): number => Number(words.get(name) ?? 0);
