import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord, type TextRecord } from "#text/record.ts";
import { type TcpSocket, tcpSocketFrom } from "#text/tcp-socket.ts";

/** How a namespace reaches an address. Sizes in bytes; null where the route says nothing. */
export interface TroubledRoute {
  readonly namespace: number;
  readonly to: string;
  readonly gateway: string | null;
  readonly device: string | null;
  readonly deviceMtu: number | null;
  /** Of the route, or learnt from ICMP: then it expires. */
  readonly mtu: number | null;
  readonly isMtuLocked: boolean;
  readonly advertisedMss: number | null;
  readonly expiresSeconds: number | null;
  readonly line: number;
}

/** A network namespace that was asked. */
export interface TroubledNamespace {
  readonly inode: number;
  readonly name: string;
  readonly own: boolean;
  /** Connections that carry data, those in trouble and all others. */
  readonly sockets: number;
  readonly line: number;
}

export interface TcpInTrouble {
  readonly namespaces: readonly TroubledNamespace[];
  /** Those in trouble, and a few others to the same addresses. */
  readonly sockets: readonly { readonly namespace: number; readonly socket: TcpSocket }[];
  readonly routes: readonly TroubledRoute[];
  /** Namespaces that could not be asked, and why. */
  readonly refused: readonly { readonly inode: number; readonly code: string }[];
}

type Fields = TextRecord["fields"];

function namespaceFrom(fields: Fields, line: number): TroubledNamespace | null {
  const [inode, sockets] = [count(fields.get("inode")), count(fields.get("sockets"))];
  if (inode === null || sockets === null) return null;
  return { inode, name: fields.get("name") ?? "", own: fields.has("own"), sockets, line };
}

function routeFrom(fields: Fields, line: number): TroubledRoute | null {
  const namespace = count(fields.get("namespace"));
  const to = fields.get("to");
  if (namespace === null || to === undefined) return null;
  const expires = fields.get("expires");
  return {
    namespace,
    to,
    gateway: fields.get("via") ?? null,
    device: fields.get("device") ?? null,
    deviceMtu: count(fields.get("device_mtu")),
    mtu: count(fields.get("mtu")),
    isMtuLocked: fields.has("locked"),
    advertisedMss: count(fields.get("advmss")),
    expiresSeconds:
      expires !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(expires) ? Number(expires) : null,
    line,
  };
}

function parse(text: string, note: Note): TcpInTrouble {
  const namespaces: TroubledNamespace[] = [];
  const sockets: { namespace: number; socket: TcpSocket }[] = [];
  const routes: TroubledRoute[] = [];
  const refused: { inode: number; code: string }[] = [];
  /** @returns whether the record makes sense. */
  const take = ({ kind, fields }: TextRecord, line: number): boolean => {
    const inode = count(fields.get("namespace") ?? fields.get("inode"));
    if (inode === null) return false;
    if (kind === "refused") return refused.push({ inode, code: fields.get("code") ?? "" }) > 0;
    const namespace = kind === "namespace" ? namespaceFrom(fields, line) : null;
    if (namespace) return namespaces.push(namespace) > 0;
    const route = kind === "route" ? routeFrom(fields, line) : null;
    if (route) return routes.push(route) > 0;
    const socket = kind === "socket" ? tcpSocketFrom(fields, line) : null;
    return socket !== null && sockets.push({ namespace: inode, socket }) > 0;
  };
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    if (record === null || !take(record, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  return { namespaces, sockets, routes, refused };
}

/** TCP connections in trouble in every network namespace, and the routes that their packets take, by netlink. */
const tcpInTrouble: Fact<TcpInTrouble> = walkFact({
  id: "walk/tcp-in-trouble",
  walk: "tcp-in-trouble",
  scope: "host",
  sampled: true,
  limitSeconds: 10,
  privilege: "CAP_SYS_ADMIN",
  spec: [
    "src/host/walks/tcp-in-trouble.ts",
    "sock_diag(7)",
    "rtnetlink(7)",
    "linux include/uapi/linux/tcp.h struct tcp_info",
  ],
  parse,
});

export default tcpInTrouble;
