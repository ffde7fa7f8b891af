import type { Link, LinkSight } from "./links.ts";
import { overheadOf } from "./overhead.ts";

/** An interface whose packets are larger than what they leave by can carry. */
export interface Misfit {
  readonly namespace: number;
  readonly isOwn: boolean;
  readonly link: Link;
  /** Others of the same make: the ends of other pods. */
  readonly alike: readonly string[];
  readonly uplink: string;
  readonly uplinkMtu: number;
  /** That it is the uplink is a guess. */
  readonly isGuessed: boolean;
  readonly overhead: number;
  /** Largest MTU that fits. */
  readonly fits: number;
}

/** Bridges and pod ends whose packets are routed out by the uplink as they are. */
const ROUTED =
  /^(docker0|br-[0-9a-f]{12}|docker_gwbridge|cni\d+|cbr0|cni-podman\d+|podman\d+|nerdctl\d+|kube-bridge|virbr\d+|lxdbr\d+|lxcbr\d+|incusbr\d+|weave|cali[0-9a-f]+|lxc[0-9a-f]+|lxc_health|cilium_(host|net)|cilium_(vxlan|geneve))$/;
/** Ends of pods' cables: one of many. */
const OF_PODS = /^(cali|lxc)/;
/** No MTU of an interface in use is smaller (RFC 791); a nonsense value is no evidence. */
const LEAST_MTU = 68;

/**
 * Bytes that an interface adds to what passes; null for one that this does not judge. A device for many tunnels is not
 * judged by its MTU: routes say what goes in. Cilium's takes the uplink's MTU for its own, so larger is wrong there.
 */
function addedBy(link: Link): number | null {
  if (ROUTED.test(link.name)) return 0;
  if (link.kind === null || link.isExternal) return null;
  return overheadOf(link.kind, link.isOver6, link.greFlags);
}

/** What an interface's packets leave by; null where it is not known, or is the interface itself. */
function uplinkOf(sight: LinkSight, link: Link, byName: ReadonlyMap<string, Link>): Link | null {
  const below = link.under === null ? undefined : byName.get(link.under);
  const uplink = below ?? byName.get(sight.uplink ?? "");
  // The uplink may be a port of the bridge, which then is the uplink itself.
  return uplink && uplink.name !== link.name && uplink.master !== link.name ? uplink : null;
}

function misfitOf(sight: LinkSight, link: Link, byName: ReadonlyMap<string, Link>): Misfit | null {
  const overhead = addedBy(link);
  const uplink = uplinkOf(sight, link, byName);
  if (overhead === null || uplink === null || !link.isUp) return null;
  const isDefault = uplink.name === sight.uplink;
  const routeMtu = link.underMtu ?? (isDefault ? sight.uplinkMtu : null);
  const uplinkMtu = Math.min(uplink.mtu, routeMtu ?? uplink.mtu);
  const fits = uplinkMtu - overhead;
  if (uplinkMtu < LEAST_MTU || link.mtu <= fits) return null;
  const { namespace, isOwn, isUplinkGuessed } = sight;
  const isGuessed = isUplinkGuessed && isDefault;
  const place = { namespace, isOwn, uplink: uplink.name, uplinkMtu, isGuessed };
  return { ...place, link, alike: [], overhead, fits };
}

/** The ends of pods that are alike are one misfit. */
function grouped(misfits: readonly Misfit[]): readonly Misfit[] {
  const groups = Map.groupBy(misfits, ({ namespace, link: { name, mtu } }) =>
    OF_PODS.test(name) ? `${namespace} ${OF_PODS.exec(name)?.[0]} ${mtu}` : `${namespace} ${name}`,
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, alike: others.map(({ link }) => link.name) }] : [],
  );
}

export function misfitsIn(sights: readonly LinkSight[]): readonly Misfit[] {
  return grouped(
    sights.flatMap((sight) => {
      const byName = new Map(sight.links.map((link) => [link.name, link]));
      return sight.links.flatMap((link) => misfitOf(sight, link, byName) ?? []);
    }),
  );
}

/** How many interfaces were judged: they fit where there is no misfit. */
export function judgedIn(sights: readonly LinkSight[]): number {
  return sights.reduce(
    (sum, { links }) => sum + links.filter((link) => link.isUp && addedBy(link) !== null).length,
    0,
  );
}
