import type { Namespace } from "#contract/reading.ts";
import { formatRecord, type RecordValue } from "#text/record.ts";
import { inNetns } from "../in-netns.ts";
import { seeNamespaces } from "../namespaces.ts";
import { Netlink, NETLINK_ROUTE, NETLINK_SOCK_DIAG, NetlinkError } from "../netlink.ts";
import { type Link, linksBy, type Route, routeTo } from "../rtnetlink.ts";
import { type DiagSocket, type DiagWords, socketsBy } from "../sock-diag.ts";
import type { Walk } from "./walk.ts";

/** Namespaces looked into. Ours: a host has a few hundred pods. */
const NAMESPACES_AT_MOST = 2000;
/** Connections told of in one namespace, and of those to one address that are in no trouble. */
const TROUBLED_AT_MOST = 500;
const SIBLINGS_AT_MOST = 8;
const ENOENT = 2;

interface Sight {
  readonly total: number;
  readonly troubled: readonly DiagWords[];
  readonly siblings: readonly DiagWords[];
}

/** Every connection that carries data; what is given is only good until the next one. */
function* all(netlink: Netlink): Generator<DiagSocket> {
  for (const family of [2, 10] as const) {
    try {
      yield* socketsBy(netlink, family);
    } catch (error) {
      // A kernel without IPv6 has no such sockets.
      if (!(error instanceof NetlinkError && error.errno === ENOENT && family === 10)) throw error;
    }
  }
}

function look(): Sight {
  using netlink = new Netlink(NETLINK_SOCK_DIAG);
  const troubled: DiagWords[] = [];
  let total = 0;
  for (const socket of all(netlink)) {
    total++;
    if (troubled.length < TROUBLED_AT_MOST && socket.isTroubled()) troubled.push(socket.words());
  }
  if (troubled.length === 0) return { total, troubled, siblings: [] };
  const left = new Map(troubled.map((words) => [words.get("remote"), SIBLINGS_AT_MOST]));
  const siblings: DiagWords[] = [];
  for (const socket of all(netlink)) {
    const more = left.get(socket.remote()) ?? 0;
    if (more === 0 || socket.isTroubled()) continue;
    left.set(socket.remote(), more - 1);
    siblings.push(socket.words());
  }
  return { total, troubled, siblings };
}

/** A socket of IPv6 with an address of IPv4 goes by the routes of IPv4. */
const wire = (address: string): string =>
  /^::ffff:(?:\d+\.){3}\d+$/.test(address)
    ? address.slice(7)
    : address.replace(/^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/, (_, high, low) => {
        const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
        return [a >> 8, a & 255, b >> 8, b & 255].join(".");
      });

interface Way {
  readonly route: Route;
  readonly link: Link | null;
}

function waysTo(destinations: readonly string[]): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  if (destinations.length === 0) return ways;
  using netlink = new Netlink(NETLINK_ROUTE);
  const links = new Map(linksBy(netlink).map((link) => [link.index, link]));
  for (const destination of destinations) {
    const route = routeTo(netlink, destination);
    if (route) ways.set(destination, { route, link: links.get(route.interface) ?? null });
  }
  return ways;
}

function routeRecord(inside: number, destination: string, { route, link }: Way): string {
  return formatRecord("route", {
    namespace: inside,
    to: destination,
    via: route.gateway,
    device: link?.name ?? null,
    kind: link?.kind ?? null,
    device_mtu: link?.mtu ?? null,
    mtu: route.mtu,
    locked: route.isMtuLocked ? 1 : null,
    advmss: route.advertisedMss,
    expires: route.expiresSeconds,
  });
}

function socketRecord(inside: number, words: DiagWords): string {
  const fields: Record<string, RecordValue> = { namespace: inside };
  for (const [name, value] of words) fields[name] = value;
  fields["local"] = wire(String(words.get("local")));
  fields["remote"] = wire(String(words.get("remote")));
  return formatRecord("socket", fields);
}

function destinationsOf({ troubled }: Sight): string[] {
  return [...new Set(troubled.map((words) => wire(String(words.get("remote")))))];
}

/** What was seen of one namespace: connections, and the way to each address that some have trouble with. */
interface Seen {
  readonly namespace: Namespace;
  readonly sight: Sight;
  readonly ways: ReadonlyMap<string, Way>;
}

function seenInside(namespace: Namespace): Seen {
  const sight = look();
  return { namespace, sight, ways: waysTo(destinationsOf(sight)) };
}

/** @returns null for a namespace that ended meanwhile, a code for one that refuses. */
function see(namespace: Namespace, root: string): Seen | string | null {
  try {
    if (namespace.own && root === "") return seenInside(namespace);
    const result = inNetns(namespace, root, () => seenInside(namespace));
    if (result.entered) return result.value;
    return result.code === "ENOENT" ? null : result.code;
  } catch (error) {
    if (error instanceof NetlinkError) return `errno ${error.errno}`;
    throw error;
  }
}

/** Kinds of interfaces that wrap packets into others. */
const TUNNELS: ReadonlySet<string> = new Set([
  "vxlan",
  "geneve",
  "ipip",
  "sit",
  "ip6tnl",
  "gre",
  "gretap",
  "ip6gre",
  "ip6gretap",
  "wireguard",
]);
const ADDRESSES_AT_MOST = 100;
/** Where there are more namespaces, only the host's own and tunnels are told of. */
const NAMESPACES_TOLD_IN_FULL = 64;

/** Both ends of the connections in trouble. */
const endsOf = ({ troubled }: Sight): string[] =>
  troubled.flatMap((words) => [
    wire(String(words.get("local"))),
    wire(String(words.get("remote"))),
  ]);

/**
 * How the host itself, and any namespace that may forward, would reach both ends of what others have trouble with: their
 * packets come and go through there.
 */
function withOthers(seen: readonly Seen[], root: string): readonly Seen[] {
  const all = new Set(seen.flatMap(({ sight }) => endsOf(sight)));
  const wanted = [...all].slice(0, ADDRESSES_AT_MOST);
  if (wanted.length === 0) return seen;
  const isInFull = seen.length <= NAMESPACES_TOLD_IN_FULL;
  const lookUp = (one: Seen): Seen => {
    const more = [...waysTo(wanted.filter((address) => !one.ways.has(address)))];
    const isAll = isInFull || one.namespace.own;
    const useful = more.filter(([, { link }]) => isAll || TUNNELS.has(link?.kind ?? ""));
    return { ...one, ways: new Map([...one.ways, ...useful]) };
  };
  return seen.map((one) => {
    if (one.namespace.own && root === "") return lookUp(one);
    const inside = inNetns(one.namespace, root, () => lookUp(one));
    return inside.entered ? inside.value : one;
  });
}

function records({ namespace, sight, ways }: Seen): string[] {
  const { inode, name } = namespace;
  const own = namespace.own ? 1 : null;
  return [
    formatRecord("namespace", { inode, name, own, sockets: sight.total }),
    ...[...ways].map(([destination, way]) => routeRecord(inode, destination, way)),
    ...[...sight.troubled, ...sight.siblings].map((words) => socketRecord(inode, words)),
  ];
}

/**
 * TCP connections in trouble, in every network namespace, by sock_diag(7): those that retransmit and hear nothing, those
 * that hold data before which something is missing, and a few others to the same addresses; and the routes to those.
 *
 * Text: for each namespace a record `namespace`, then `route` and `socket` records (a socket's fields are named as ss(8)
 * names them, times in milliseconds); `refused` for a namespace that could not be asked.
 */
const tcpInTrouble: Walk = {
  name: "tcp-in-trouble",
  onTree: false,
  run({ root }) {
    const { namespaces } = seeNamespaces("net", root);
    const looked = namespaces
      .slice(0, NAMESPACES_AT_MOST)
      .map((namespace) => ({ namespace, seen: see(namespace, root) }));
    const refused = looked.flatMap(({ namespace: { inode }, seen }) =>
      typeof seen === "string" ? [formatRecord("refused", { inode, code: seen })] : [],
    );
    const seen = looked.flatMap((one) =>
      one.seen && typeof one.seen !== "string" ? [one.seen] : [],
    );
    return [...refused, ...withOthers(seen, root).flatMap(records), ""].join("\n");
  },
};

export default tcpInTrouble;
