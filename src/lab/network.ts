import type { Room } from "./room.ts";

/** One end of a veth pair: in which room, under which name, with which addresses (CIDR) and MTU (bytes; 1500 if not said). */
export interface Port {
  readonly room: Room;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly mtu?: number;
}

/**
 * A cable between two rooms. An end whose MTU is smaller than the other's drops what is too large on arrival, and says
 * nothing: a router that must answer with ICMP needs the small MTU on the link that it sends to.
 */
export async function cable(from: Port, to: Port): Promise<void> {
  const peer = ["peer", "name", to.name, "netns", String(to.room.pid)];
  await from.room.run("ip", "link", "add", from.name, "type", "veth", ...peer);
  for (const { room, name, addresses, mtu } of [from, to]) {
    const size = mtu === undefined ? [] : ["mtu", String(mtu)];
    await room.run("ip", "link", "set", name, ...size, "up");
    for (const address of addresses) await addAddress(room, name, address);
  }
}

/** Gives an address (CIDR) to a device; an IPv6 one is in use at once. */
export async function addAddress(room: Room, device: string, address: string): Promise<void> {
  const nodad = address.includes(":") ? ["nodad"] : [];
  await room.run("ip", "address", "add", address, "dev", device, ...nodad);
}

/** IPv6 addresses that devices of the room get from now on, link-local ones too, are in use at once: nobody is asked whether they are taken. */
export async function skipDuplicateDetection(room: Room): Promise<void> {
  const files = "/proc/sys/net/ipv6/conf/all/accept_dad /proc/sys/net/ipv6/conf/default/accept_dad";
  await room.run("sh", "-c", `for f in ${files}; do echo 0 > $f; done`);
}

/** A route, with more words of ip-route(8): `mtu`, `lock 1300`, `advmss`, … */
export async function addRoute(
  room: Room,
  to: string,
  via: string,
  ...words: readonly (string | number)[]
): Promise<void> {
  const family = via.includes(":") ? "-6" : "-4";
  await room.run("ip", family, "route", "replace", to, "via", via, ...words.map(String));
}

/** Lets a room forward packets of both families, whichever way they come back. */
export async function forward(room: Room): Promise<void> {
  const loose = "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done";
  const on =
    "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding";
  await room.run("sh", "-c", `${loose}; ${on}`);
}

/** Segments leave and arrive as they are on a wire: not put together by the kernel. Requires the program `ethtool`. */
export async function withoutOffload(room: Room, ...devices: readonly string[]): Promise<void> {
  for (const device of devices)
    await room.run("ethtool", "-K", device, "tso", "off", "gso", "off", "gro", "off");
}

/** A device sends so many megabits a second, and lets the rest wait. */
export async function slow(room: Room, device: string, megabits: number): Promise<void> {
  const words = ["rate", `${megabits}mbit`, "burst", "3kb", "latency", "400ms"];
  await room.run("tc", "qdisc", "replace", "dev", device, "root", "tbf", ...words);
}
