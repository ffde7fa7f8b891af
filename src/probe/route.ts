import { constants } from "node:os";
import { ptr } from "bun:ffi";
import type { ProbedRoute } from "#contract/probe.ts";
import { call } from "#host/libc.ts";
import type { Family } from "./address.ts";
import { linkRequest, parseLink, parseRoute, routeRequest } from "./netlink.ts";
import { errnoName } from "./socket.ts";

const [AF_NETLINK, SOCK_RAW, NETLINK_ROUTE] = [16, 3, 0];
const SOCK_CLOEXEC = 0x8_0000;
const answer = new Uint8Array(new ArrayBuffer(65_536));

/** Asks the kernel over rtnetlink(7), which answers at once. */
function ask(fd: number, message: Uint8Array): Uint8Array {
  if (call("write", fd, ptr(message), message.length) < 0) return new Uint8Array();
  const length = call("read", fd, ptr(answer), answer.length);
  return answer.slice(0, Math.max(0, length));
}

/** What this host would send to an address by; the name of an error if it has no route. */
export function routeTo(family: Family, address: string): ProbedRoute | string {
  const fd = call("socket", AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return errnoName(-fd);
  try {
    const used = parseRoute(ask(fd, routeRequest(family, address, false)));
    if (typeof used === "number") return errnoName(used || constants.errno.ENETUNREACH);
    const link = used.device === null ? null : parseLink(ask(fd, linkRequest(used.device)));
    if (link === null) return "ENODEV";
    const entry = parseRoute(ask(fd, routeRequest(family, address, true)));
    const isCached = used.mtu !== null && used.expiresSeconds !== null;
    // Where the kernel does not tell the entry apart, a number that expires is what ICMP has taught.
    const own = typeof entry === "number" ? { ...used, mtu: isCached ? null : used.mtu } : entry;
    return {
      device: link.name,
      deviceKind: link.kind,
      deviceMtu: link.mtu,
      gateway: used.gateway,
      source: used.source,
      isHostRoute: own.prefixLength === (family === 4 ? 32 : 128) && typeof entry !== "number",
      mtu: own.mtu,
      isMtuLocked: own.isMtuLocked,
      advmss: own.advmss,
      cached: isCached ? { mtu: used.mtu ?? 0, expiresSeconds: used.expiresSeconds ?? 0 } : null,
    };
  } finally {
    call("close", fd);
  }
}
