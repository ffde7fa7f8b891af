import type { Namespace } from "#contract/reading.ts";
import { formatRecord, type RecordValue } from "#text/record.ts";
import { inNetns } from "../in-netns.ts";
import { seeNamespaces } from "../namespaces.ts";
import { Netlink, NETLINK_ROUTE, NetlinkError } from "../netlink.ts";
import { type Link, linksBy, type Route, routeTo } from "../rtnetlink.ts";
import type { Walk } from "./walk.ts";

/** Namespaces looked into. Ours: a host has a few hundred pods. */
const NAMESPACES_AT_MOST = 2000;
const LINKS_AT_MOST = 5000;
/** Nobody's addresses (RFC 5737, RFC 3849): the way to them is the way out. Nothing is sent there. */
const OUTSIDE = ["198.51.100.1", "2001:db8::1"];

interface Seen {
  readonly links: readonly Link[];
  /** The interfaces by which packets leave, with the MTU of the route. */
  readonly uplinks: readonly { readonly family: 4 | 6; readonly route: Route }[];
  /** The route to a tunnel's other end, by the tunnel's index. */
  readonly under: ReadonlyMap<number, Route>;
}

function look(): Seen {
  using netlink = new Netlink(NETLINK_ROUTE);
  const links = linksBy(netlink).slice(0, LINKS_AT_MOST);
  const uplinks = OUTSIDE.flatMap((address) => {
    const route = routeTo(netlink, address);
    return route ? [{ family: address.includes(":") ? (6 as const) : (4 as const), route }] : [];
  });
  const under = new Map<number, Route>();
  for (const { index, tunnel } of links) {
    const route = tunnel?.remote ? routeTo(netlink, tunnel.remote) : null;
    if (route) under.set(index, route);
  }
  return { links, uplinks, under };
}

type NameOf = (index: number | null) => string | null;

function tunnelFields(tunnel: Link["tunnel"]): Readonly<Record<string, RecordValue>> {
  if (tunnel === null) return {};
  const { local, remote, isExternal, greFlags, df } = tunnel;
  return { local, remote, external: isExternal ? 1 : null, gre_flags: greFlags, df };
}

function linkRecord(inode: number, link: Link, nameOf: NameOf, under: Route | undefined): string {
  // In another namespace an index means another interface.
  const isElsewhere = link.linkNamespace !== null;
  return formatRecord("link", {
    namespace: inode,
    name: link.name,
    mtu: link.mtu,
    kind: link.kind,
    type: link.type,
    up: link.isUp ? 1 : 0,
    master: nameOf(link.master),
    below: isElsewhere ? null : nameOf(link.tunnel?.link ?? link.link),
    elsewhere: isElsewhere ? 1 : null,
    ...tunnelFields(link.tunnel),
    route: nameOf(under?.interface ?? null),
    route_mtu: under?.mtu ?? null,
    tx_dropped: link.txDropped,
  });
}

function records({ inode, name, own }: Namespace, { links, uplinks, under }: Seen): string[] {
  const names = new Map(links.map((link) => [link.index, link.name]));
  const nameOf: NameOf = (index) => (index === null ? null : (names.get(index) ?? null));
  return [
    formatRecord("namespace", { inode, name, own: own ? 1 : null }),
    ...uplinks.map(({ family, route: { interface: index, mtu } }) =>
      formatRecord("uplink", { namespace: inode, family, name: nameOf(index), mtu }),
    ),
    ...links.map((link) => linkRecord(inode, link, nameOf, under.get(link.index))),
  ];
}

function see(namespace: Namespace, root: string): Seen | string | null {
  try {
    if (namespace.own && root === "") return look();
    const result = inNetns(namespace, root, look);
    if (result.entered) return result.value;
    return result.code === "ENOENT" ? null : result.code;
  } catch (error) {
    if (error instanceof NetlinkError) return `errno ${error.errno}`;
    throw error;
  }
}

/**
 * Network interfaces of every network namespace by rtnetlink(7), with what lies below tunnels and the interfaces by which
 * packets leave.
 *
 * Text: for each namespace a record `namespace`, then `uplink` and `link` records; `refused` for one that could not be
 * asked.
 */
const networkLinks: Walk = {
  name: "network-links",
  onTree: false,
  run({ root }) {
    const { namespaces } = seeNamespaces("net", root);
    const lines = namespaces.slice(0, NAMESPACES_AT_MOST).flatMap((namespace) => {
      const seen = see(namespace, root);
      if (seen === null) return [];
      if (typeof seen !== "string") return records(namespace, seen);
      return [formatRecord("refused", { inode: namespace.inode, code: seen })];
    });
    return [...lines, ""].join("\n");
  },
};

export default networkLinks;
