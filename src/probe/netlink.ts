import type { Family } from "./address.ts";
import { addressBytes, addressText } from "./address.ts";

// linux include/uapi/linux/netlink.h, rtnetlink.h, if_link.h
const NLM_F_REQUEST = 1;
const [RTM_GETLINK, RTM_GETROUTE] = [18, 26];
const NLMSG_ERROR = 2;
const RTM_F_FIB_MATCH = 0x2000;
const AF = { 4: 2, 6: 10 } as const;
const ALIGN = 4;

const align = (length: number): number => (length + ALIGN - 1) & ~(ALIGN - 1);

type Attributes = ReadonlyMap<number, Uint8Array>;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Attributes (`struct rtattr`) from an offset on; what is cut short ends the list. */
function attributes(bytes: Uint8Array, from: number): Attributes {
  const found = new Map<number, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = from; at + 4 <= bytes.length;) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > bytes.length) break;
    // The two high bits are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
    found.set(view.getUint16(at + 2, true) & 0x3fff, bytes.subarray(at + 4, at + length));
    at += align(length);
  }
  return found;
}

function u32(bytes: Uint8Array | undefined): number | null {
  return bytes && bytes.length >= 4 ? viewOf(bytes).getUint32(0, true) : null;
}

function request(type: number, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(new ArrayBuffer(16 + body.length));
  const view = viewOf(message);
  view.setUint32(0, message.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST, true);
  message.set(body, 16);
  return message;
}

/**
 * Asks which route packets to an address take. `matched`: the entry of the routing table itself, without what ICMP has taught
 * (linux 4.13).
 */
export function routeRequest(family: Family, address: string, matched: boolean): Uint8Array {
  const destination = addressBytes(address);
  const body = new Uint8Array(new ArrayBuffer(12 + 4 + destination.length));
  const view = viewOf(body);
  view.setUint8(0, AF[family]);
  view.setUint8(1, destination.length * 8);
  if (matched) view.setUint32(8, RTM_F_FIB_MATCH, true);
  view.setUint16(12, 4 + destination.length, true);
  // RTA_DST
  view.setUint16(14, 1, true);
  body.set(destination, 16);
  return request(RTM_GETROUTE, body);
}

/** Asks about a network device. */
export function linkRequest(index: number): Uint8Array {
  const body = new Uint8Array(new ArrayBuffer(16));
  viewOf(body).setInt32(4, index, true);
  return request(RTM_GETLINK, body);
}

/** What the kernel answers of a route; sizes in bytes. */
export interface KernelRoute {
  readonly device: number | null;
  readonly gateway: string | null;
  readonly source: string | null;
  readonly prefixLength: number;
  readonly mtu: number | null;
  readonly isMtuLocked: boolean;
  readonly advmss: number | null;
  /** Given for what ICMP has taught: it is forgotten then. */
  readonly expiresSeconds: number | null;
}

const errorOf = (message: Uint8Array): number | null => {
  if (message.length < 20 || viewOf(message).getUint16(4, true) !== NLMSG_ERROR) return null;
  return -viewOf(message).getInt32(16, true);
};

const RTA = { oif: 4, gateway: 5, preferredSource: 7, metrics: 8, cacheInfo: 12 } as const;
const RTAX = { lock: 1, mtu: 2, advmss: 8 } as const;
/** USER_HZ: times of rtnetlink come in ticks of clock_t. */
const TICKS = 100;

/** @returns the errno if the kernel refused. */
export function parseRoute(message: Uint8Array): KernelRoute | number {
  const refused = errorOf(message);
  if (refused !== null) return refused;
  const found = attributes(message, 28);
  const metrics = attributes(found.get(RTA.metrics) ?? new Uint8Array(), 0);
  const address = (bytes: Uint8Array | undefined): string | null =>
    bytes && (bytes.length === 4 || bytes.length === 16) ? addressText(bytes) : null;
  const cache = found.get(RTA.cacheInfo);
  const expires = cache && cache.length >= 12 ? viewOf(cache).getInt32(8, true) : 0;
  return {
    device: u32(found.get(RTA.oif)),
    gateway: address(found.get(RTA.gateway)),
    source: address(found.get(RTA.preferredSource)),
    prefixLength: message[17] ?? 0,
    mtu: u32(metrics.get(RTAX.mtu)),
    isMtuLocked: ((u32(metrics.get(RTAX.lock)) ?? 0) & (1 << RTAX.mtu)) !== 0,
    advmss: u32(metrics.get(RTAX.advmss)),
    expiresSeconds: expires > 0 ? expires / TICKS : null,
  };
}

export interface KernelLink {
  readonly name: string;
  readonly mtu: number;
  /** `vxlan`, `veth`, `wireguard`, …; null for hardware. */
  readonly kind: string | null;
}

const IFLA = { name: 3, mtu: 4, linkInfo: 18 } as const;
const IFLA_INFO_KIND = 1;

const textIn = (bytes: Uint8Array | undefined): string | null =>
  bytes ? new TextDecoder().decode(bytes).replace(/\0.*$/s, "") : null;

/** @returns null if the kernel refused. */
export function parseLink(message: Uint8Array): KernelLink | null {
  if (errorOf(message) !== null) return null;
  const found = attributes(message, 32);
  const info = attributes(found.get(IFLA.linkInfo) ?? new Uint8Array(), 0);
  const [name, mtu] = [textIn(found.get(IFLA.name)), u32(found.get(IFLA.mtu))];
  return name === null || mtu === null
    ? null
    : { name, mtu, kind: textIn(info.get(IFLA_INFO_KIND)) };
}
