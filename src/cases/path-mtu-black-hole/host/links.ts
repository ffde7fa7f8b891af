import type { ReadingsOf } from "#contract/fact.ts";
import type { Origin } from "#contract/reading.ts";
import type { MainRoute } from "#facts/proc/net/route.ts";
import type { NetworkLink, Uplink } from "#facts/walk/network-links.ts";
import type { needs } from "./needs.ts";

/** An interface with what a case needs to know, whichever source told of it. */
export interface Link {
  readonly name: string;
  readonly mtu: number;
  readonly kind: string | null;
  readonly isUp: boolean;
  readonly isExternal: boolean;
  readonly master: string | null;
  /** The interface that a tunnel's packets leave by; null when it is not named. */
  readonly under: string | null;
  readonly underMtu: number | null;
  readonly isOver6: boolean;
  readonly greFlags: number;
  readonly txDropped: bigint | null;
  readonly origin: Origin;
}

/** The interfaces of one namespace, and by which its packets leave. */
export interface LinkSight {
  readonly namespace: number;
  readonly isOwn: boolean;
  readonly links: readonly Link[];
  readonly uplink: string | null;
  readonly uplinkMtu: number | null;
  /** No route tells of the uplink: it is what looks like the largest of the network cards. */
  readonly isUplinkGuessed: boolean;
}

type Readings = ReadingsOf<typeof needs>;

function linkFrom(link: NetworkLink, origin: Origin): Link {
  const { name, mtu, kind, isUp, isExternal, master, greFlags, txDropped, line } = link;
  const isTunnel = link.local !== null || link.remote !== null || kind === "vxlan";
  return {
    name,
    mtu,
    kind,
    isUp,
    isExternal,
    master,
    under: isTunnel && !link.isElsewhere ? (link.below ?? link.route) : null,
    underMtu: link.routeMtu,
    isOver6: (link.remote ?? link.local ?? "").includes(":"),
    greFlags,
    txDropped,
    origin: { ...origin, line, namespace: `net:[${link.namespace}]` },
  };
}

/** The way out by IPv4, else by IPv6. */
function uplinkIn(uplinks: readonly Uplink[]): Uplink | null {
  return uplinks.find(({ family }) => family === 4) ?? uplinks[0] ?? null;
}

function byWalk(reading: Extract<Readings["links"], { status: "read" }>): readonly LinkSight[] {
  const { namespaces, links, uplinks } = reading.value;
  const linksOf = Map.groupBy(links, ({ namespace }) => namespace);
  const uplinksOf = Map.groupBy(uplinks, ({ namespace }) => namespace);
  return namespaces.map(({ inode, own }) => {
    const uplink = uplinkIn(uplinksOf.get(inode) ?? []);
    return {
      namespace: inode,
      isOwn: own,
      links: (linksOf.get(inode) ?? []).map((link) => linkFrom(link, reading.origin)),
      uplink: uplink?.name ?? null,
      uplinkMtu: uplink?.mtu ?? null,
      isUplinkGuessed: false,
    };
  });
}

/** Names that programs give to tunnels of a kind, for where sysfs alone is known. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(flannel(-v6)?\.\d+|vxlan.*|cilium_vxlan|vxlan_sys_\d+)$/, "vxlan"],
  [/^(geneve.*|cilium_geneve|genev_sys_\d+)$/, "geneve"],
  [/^tunl\d+$/, "ipip"],
  [/^sit\d+$/, "sit"],
  [/^ip6tnl\d+$/, "ip6tnl"],
  [/^gretap\d+$/, "gretap"],
  [/^gre\d+$/, "gre"],
  [/^ip6gre\d+$/, "ip6gre"],
  [/^(wg\d+|wireguard.*|flannel-wg(-v6)?|kube-wg|cilium_wg\d+)$/, "wireguard"],
];
const EXTERNAL = /^(cilium_(vxlan|geneve)|vxlan_sys_\d+|genev_sys_\d+)$/;

const kindOf = (name: string): string | null =>
  KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** The default route of least metric. */
function defaultRoute(routes: readonly MainRoute[]): MainRoute | null {
  const all = routes.filter(({ prefix }) => prefix === 0);
  return all.toSorted((one, other) => one.metric - other.metric)[0] ?? null;
}

/** Names of network cards, bonds and teams. */
const CARDS = /^(eth\d+|en[opsx]\w+|em\d+|p\d+p\d+|bond\d+|team\d+|wlan\d+|wl[opsx]\w+|venet\d+)$/;

/** The careful guess: what is too large for it is too large for all. */
function largestCard(links: readonly Link[]): Link | null {
  const cards = links.filter(({ name, isUp }) => isUp && CARDS.test(name));
  return cards.toSorted((one, other) => other.mtu - one.mtu)[0] ?? null;
}

function bySysfs({ mtu, flags, uevent, route }: Readings): readonly LinkSight[] {
  if (mtu.status !== "read" || mtu.value.size === 0) return [];
  const types = uevent.status === "read" ? uevent.value : new Map<string, string>();
  const up = flags.status === "read" ? flags.value : new Map<string, { isUp: boolean }>();
  const links = [...mtu.value].map(([name, { mtu: size, path }]): Link => ({
    name,
    mtu: size,
    kind: types.get(name) ?? kindOf(name),
    // The fallback device of each tunnel module is there, down, once the module is loaded.
    isUp: up.get(name)?.isUp ?? !/^(tunl|sit|gre|gretap|ip6tnl|ip6gre|erspan)0$/.test(name),
    isExternal: EXTERNAL.test(name),
    master: null,
    under: null,
    underMtu: null,
    isOver6: /-v6/.test(name),
    greFlags: 0,
    txDropped: null,
    origin: { ...mtu.origin, source: path },
  }));
  const way = route.status === "read" ? defaultRoute(route.value) : null;
  const guess = way === null ? largestCard(links) : null;
  const uplink = way?.device ?? guess?.name ?? null;
  const isUplinkGuessed = guess !== null;
  return [{ namespace: 0, isOwn: true, links, uplink, uplinkMtu: null, isUplinkGuessed }];
}

/** The interfaces of every namespace that was seen; of a snapshot those of its own. */
export function linksOf(readings: Readings): readonly LinkSight[] {
  return readings.links.status === "read" ? byWalk(readings.links) : bySysfs(readings);
}
