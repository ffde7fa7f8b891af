import {
  addressBytes,
  addressOf,
  attributesOf,
  type Netlink,
  NetlinkError,
  numberOf,
  textOf,
} from "./netlink.ts";

/** linux include/uapi/linux/rtnetlink.h, if_link.h */
const RTM_GETLINK = 18;
const RTM_GETROUTE = 26;
const AF_INET = 2;
const AF_INET6 = 10;
const IFF_UP = 1;
const IFINFO_BYTES = 16;
const RTMSG_BYTES = 12;

/** A tunnel's ends and what else adds to its packets. Null is what the kernel was not told. */
export interface Tunnel {
  /** Its underlay's interface. */
  readonly link: number | null;
  readonly local: string | null;
  readonly remote: string | null;
  /** The packets say where they go (OVS, Cilium): no one underlay. */
  readonly isExternal: boolean;
  /** Flags of GRE that add four bytes each. */
  readonly greFlags: number;
  /** What the outer packets do about DF (VXLAN, Geneve): 0 unset, 1 set, 2 as inside. */
  readonly df: number | null;
}

/** A network interface, as the namespace of the netlink socket sees it. */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly mtu: number;
  /** `vxlan`, `bridge`, `veth`, …; null for hardware and the loopback. */
  readonly kind: string | null;
  /** ARPHRD_: 1 Ethernet, 768 IPIP, … */
  readonly type: number;
  readonly isUp: boolean;
  /** Interface that it lies on or that is its other end; in another namespace if `linkNamespace` is not null. */
  readonly link: number | null;
  readonly linkNamespace: number | null;
  readonly master: number | null;
  readonly txDropped: bigint | null;
  readonly tunnel: Tunnel | null;
}

/** Numbers of attributes of IFLA_INFO_DATA, by kind. */
interface Layout {
  readonly link?: number;
  readonly local: readonly number[];
  readonly remote: readonly number[];
  readonly external: number;
  readonly df?: number;
  readonly flags?: number;
}

const IPTUN: Layout = { link: 1, local: [2], remote: [3], external: 19 };
const GRE: Layout = { link: 1, local: [6], remote: [7], external: 18, flags: 3 };
const LAYOUTS: Readonly<Record<string, Layout>> = {
  vxlan: { link: 3, local: [4, 17], remote: [2, 16], external: 25, df: 29 },
  geneve: { local: [], remote: [2, 7], external: 6, df: 13 },
  ipip: IPTUN,
  sit: IPTUN,
  ip6tnl: IPTUN,
  gre: GRE,
  gretap: GRE,
  ip6gre: GRE,
  ip6gretap: GRE,
};

const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

function firstAddress(
  data: ReadonlyMap<number, DataView>,
  types: readonly number[],
): string | null {
  const known = types.map((type) => addressOf(data.get(type)));
  return known.find((address) => address !== null && !UNSPECIFIED.has(address)) ?? null;
}

function tunnelOf(kind: string | null, data: ReadonlyMap<number, DataView>): Tunnel | null {
  const layout = kind === null ? undefined : LAYOUTS[kind];
  if (!layout) return null;
  const link = layout.link === undefined ? null : numberOf(data.get(layout.link));
  const external = data.get(layout.external);
  const flags = layout.flags === undefined ? undefined : data.get(layout.flags);
  return {
    link: link === 0 ? null : link,
    local: firstAddress(data, layout.local),
    remote: firstAddress(data, layout.remote),
    // VXLAN gives a byte, the others a flag without bytes.
    isExternal: external !== undefined && (external.byteLength === 0 || external.getUint8(0) !== 0),
    greFlags: flags?.byteLength === 2 ? flags.getUint16(0) : 0,
    df: layout.df === undefined ? null : numberOf(data.get(layout.df)),
  };
}

function dropped(stats: DataView | undefined): bigint | null {
  return stats && stats.byteLength >= 64 ? stats.getBigUint64(56, true) : null;
}

function linkOf(body: DataView): Link | null {
  if (body.byteLength < IFINFO_BYTES) return null;
  const attributes = attributesOf(body, IFINFO_BYTES);
  const [name, mtu] = [textOf(attributes.get(3)), numberOf(attributes.get(4))];
  if (name === null || mtu === null) return null;
  const info = attributes.get(18);
  const inside = info ? attributesOf(info, 0) : new Map<number, DataView>();
  const kind = textOf(inside.get(1));
  const data = inside.get(2);
  return {
    index: body.getInt32(4, true),
    name,
    mtu,
    kind,
    type: body.getUint16(2, true),
    isUp: (body.getUint32(8, true) & IFF_UP) !== 0,
    link: numberOf(attributes.get(5)),
    linkNamespace: numberOf(attributes.get(37)),
    master: numberOf(attributes.get(10)),
    txDropped: dropped(attributes.get(23)),
    tunnel: tunnelOf(kind, data ? attributesOf(data, 0) : new Map<number, DataView>()),
  };
}

/** Every interface of the namespace. */
export function linksBy(netlink: Netlink): Link[] {
  const body = new Uint8Array(IFINFO_BYTES);
  const messages = netlink.ask({ type: RTM_GETLINK, isDump: true, body });
  return Array.from(messages, (message) => linkOf(message.body)).filter((link) => link !== null);
}

/** How the kernel would send to an address now. Sizes are null where the route says nothing of them. */
export interface Route {
  readonly interface: number;
  readonly gateway: string | null;
  /** The address that packets are sent from. */
  readonly source: string | null;
  /** Of the destination's network: 32 or 128 for one address. */
  readonly prefixLength: number;
  /** Of the route, or learnt from a router's ICMP message (then it expires). */
  readonly mtu: number | null;
  readonly isMtuLocked: boolean;
  readonly advertisedMss: number | null;
  /** Until what was learnt is forgotten. */
  readonly expiresSeconds: number | null;
}

const USER_HZ = 100;
const RTAX_LOCK_MTU = 1 << 2;
/** ENOENT, ESRCH, EACCES (prohibit), ENODEV, EINVAL (blackhole), EAFNOSUPPORT, EADDRNOTAVAIL, ENETUNREACH, EHOSTUNREACH. */
const NO_ROUTE: ReadonlySet<number> = new Set([2, 3, 13, 19, 22, 97, 99, 101, 113]);

function routeOf(body: DataView): Route | null {
  if (body.byteLength < RTMSG_BYTES) return null;
  const attributes = attributesOf(body, RTMSG_BYTES);
  const output = numberOf(attributes.get(4));
  if (output === null) return null;
  const nested = attributes.get(8);
  const metrics = nested ? attributesOf(nested, 0) : new Map<number, DataView>();
  const cache = attributes.get(12);
  const expires = cache && cache.byteLength >= 12 ? cache.getInt32(8, true) : 0;
  return {
    interface: output,
    gateway: addressOf(attributes.get(5)),
    source: addressOf(attributes.get(7)),
    prefixLength: body.getUint8(1),
    mtu: numberOf(metrics.get(2)),
    isMtuLocked: ((numberOf(metrics.get(1)) ?? 0) & RTAX_LOCK_MTU) !== 0,
    advertisedMss: numberOf(metrics.get(8)),
    expiresSeconds: expires > 0 ? expires / USER_HZ : null,
  };
}

function attribute(type: number, value: Uint8Array): number[] {
  const length = value.length + 4;
  return [length & 0xff, length >> 8, type, 0, ...value];
}

const RTM_F_FIB_MATCH = 0x2000;

/** @returns null if there is none, or the route says that there shall be none. @throws {NetlinkError} */
function askRoute(
  netlink: Netlink,
  destination: string,
  { from, flags = 0 }: { readonly from?: string; readonly flags?: number },
): Route | null {
  const to = addressBytes(destination);
  const source = from === undefined ? null : addressBytes(from);
  if (to === null) return null;
  const family = to.length === 4 ? AF_INET : AF_INET6;
  const isSameFamily = source !== null && source.length === to.length;
  const bits = to.length * 8;
  const flagBytes = [flags & 0xff, (flags >> 8) & 0xff, 0, 0];
  const header = [family, bits, isSameFamily ? bits : 0, 0, 0, 0, 0, 0, ...flagBytes];
  const src = isSameFamily ? attribute(2, source) : [];
  const body = Uint8Array.from([...header, ...attribute(1, to), ...src]);
  try {
    const [message] = Array.from(netlink.ask({ type: RTM_GETROUTE, isDump: false, body }));
    return message ? routeOf(message.body) : null;
  } catch (error) {
    if (error instanceof NetlinkError && NO_ROUTE.has(error.errno)) return null;
    throw error;
  }
}

/**
 * The route that packets to an address take, as `ip route get` tells it.
 * @returns null if there is none, or the route says that there shall be none.
 * @throws {NetlinkError}
 */
export const routeTo = (netlink: Netlink, destination: string, from?: string): Route | null =>
  askRoute(netlink, destination, from === undefined ? {} : { from });

/**
 * The entry of the routing table that packets to an address fall under (`ip route get fibmatch`): what ICMP has taught is
 * not in it. Kernels before 4.13 answer like {@link routeTo}.
 * @throws {NetlinkError}
 */
export const routeEntryFor = (netlink: Netlink, destination: string): Route | null =>
  askRoute(netlink, destination, { flags: RTM_F_FIB_MATCH });
