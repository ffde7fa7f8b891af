import type { ProbedRoute } from "#contract/probe.ts";
import { Netlink, NetlinkError, NETLINK_ROUTE } from "#host/netlink.ts";
import { linksBy, type Route, routeEntryFor, routeTo } from "#host/rtnetlink.ts";
import { errnoName } from "./socket.ts";

const learnt = ({ mtu, expiresSeconds }: Route): ProbedRoute["cached"] =>
  mtu === null || expiresSeconds === null ? null : { mtu, expiresSeconds };

function ask(netlink: Netlink, address: string): ProbedRoute | string {
  const used = routeTo(netlink, address);
  if (used === null) return "ENETUNREACH";
  const link = linksBy(netlink).find(({ index }) => index === used.interface);
  if (!link) return "ENODEV";
  const cached = learnt(used);
  const entry = routeEntryFor(netlink, address) ?? used;
  return {
    device: link.name,
    deviceKind: link.kind,
    deviceMtu: link.mtu,
    gateway: used.gateway,
    source: used.source,
    isHostRoute: entry.prefixLength === (address.includes(":") ? 128 : 32),
    // Where the kernel does not tell the entry apart, a number that expires is what ICMP has taught.
    mtu: entry.expiresSeconds === null ? entry.mtu : null,
    isMtuLocked: entry.isMtuLocked,
    advmss: entry.advertisedMss,
    cached,
  };
}

/** What this host would send to an address by; the name of an error if it has no route. */
export function routeOf(address: string): ProbedRoute | string {
  try {
    using netlink = new Netlink(NETLINK_ROUTE);
    const [bare = ""] = address.split("%");
    return ask(netlink, bare);
  } catch (error) {
    if (error instanceof NetlinkError) return errnoName(error.errno);
    throw error;
  }
}
