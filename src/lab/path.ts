import type { Bench } from "./bench.ts";
import { addAddress, addRoute, cable, forward, skipDuplicateDetection } from "./network.ts";
import type { Room } from "./room.ts";

/** Sizes in bytes. */
export interface PathOptions {
  /** MTU of the client's and of the server's link; 1500 if not said. */
  readonly ends?: number;
  /** MTU of the client's own interface, if it differs from its link's. */
  readonly clientMtu?: number;
  /** MTU of the server's own interface, if it differs from its link's. */
  readonly serverMtu?: number;
  /** MTU of the link between the routers; as `ends` if not said. */
  readonly middle?: number;
  /** The way from the server back to the client takes a second link between the routers, of this MTU. */
  readonly back?: number;
  /** The link between the routers is a VXLAN over an underlay of MTU `middle`; its own device has this MTU. */
  readonly vxlan?: { readonly mtu: number; readonly words?: readonly string[] };
}

/**
 * client – near – far – server, in four network namespaces, over IPv4 and IPv6. Both routers know the MTU of the link
 * between them and answer with ICMP. Interfaces: `eth0` at both ends; `toclient`, `middle` (`back`, `vxlan0`) at `near`;
 * `middle` (`back`, `vxlan0`), `toserver` at `far`.
 */
export interface Path {
  readonly client: Room;
  readonly near: Room;
  readonly far: Room;
  readonly server: Room;
}

/** The addresses of a {@link Path}. */
export const CLIENT = { v4: "10.91.1.2", v6: "fd91:1::2" };
export const NEAR = { v4: "10.91.1.1", v6: "fd91:1::1" };
export const SERVER = { v4: "10.91.2.2", v6: "fd91:2::2" };

const CLIENT_NETS = ["10.91.1.0/24", "fd91:1::/64"] as const;
const SERVER_NETS = ["10.91.2.0/24", "fd91:2::/64"] as const;

/** Addresses of one end of a link, by the number of the link's network and of the host in it. */
const on = (net: number, host: number): readonly [string, string] => [
  `10.91.${net}.${host}/24`,
  `fd91:${net}::${host}/64`,
];
const gateway = (net: number, host: number): readonly [string, string] => [
  `10.91.${net}.${host}`,
  `fd91:${net}::${host}`,
];

type Networks = readonly [string, string];

/** Both families' routes to a pair of networks. */
async function routes(room: Room, networks: Networks, via: Networks): Promise<void> {
  for (const [index, network] of networks.entries()) {
    await addRoute(room, network, via[index] ?? "");
  }
}

const EVERYWHERE: Networks = ["default", "default"];
const [MIDDLE, BACK, OVERLAY] = [3, 4, 5];

async function link(path: Path, net: number, name: string, mtu: number): Promise<void> {
  await cable(
    { room: path.near, name, addresses: on(net, 1), mtu },
    { room: path.far, name, addresses: on(net, 2), mtu },
  );
}

async function overlay(path: Path, { mtu, words = [] }: NonNullable<PathOptions["vxlan"]>) {
  const ends = [
    { room: path.near, own: 1, other: 2 },
    { room: path.far, own: 2, other: 1 },
  ];
  for (const { room, own, other } of ends) {
    const addresses = ["local", `10.91.${MIDDLE}.${own}`, "remote", `10.91.${MIDDLE}.${other}`];
    // Without `dev`: bound to its underlay the kernel would refuse an MTU that does not fit.
    const kind = ["type", "vxlan", "id", "91", "dstport", "4789", ...addresses, ...words];
    await room.run("ip", "link", "add", "vxlan0", "mtu", String(mtu), ...kind);
    await room.run("ip", "link", "set", "vxlan0", "up");
    for (const address of on(OVERLAY, own)) await addAddress(room, "vxlan0", address);
  }
}

/** Builds a {@link Path}. */
export async function path(bench: Bench, options: PathOptions = {}): Promise<Path> {
  const { ends = 1500, middle = ends, vxlan, back } = options;
  const [client, near, far, server] = await Promise.all([
    bench.room("net"),
    bench.room("net"),
    bench.room("net"),
    bench.room("net"),
  ]);
  const built: Path = { client, near, far, server };
  await Promise.all(Object.values(built).map(skipDuplicateDetection));
  await cable(
    { room: client, name: "eth0", addresses: on(1, 2), mtu: options.clientMtu ?? ends },
    { room: near, name: "toclient", addresses: on(1, 1), mtu: ends },
  );
  await cable(
    { room: server, name: "eth0", addresses: on(2, 2), mtu: options.serverMtu ?? ends },
    { room: far, name: "toserver", addresses: on(2, 1), mtu: ends },
  );
  await link(built, MIDDLE, "middle", middle);
  if (back !== undefined) await link(built, BACK, "back", back);
  if (vxlan) await overlay(built, vxlan);
  await Promise.all([forward(near), forward(far)]);
  const there = vxlan ? OVERLAY : MIDDLE;
  await routes(near, SERVER_NETS, gateway(there, 2));
  await routes(far, CLIENT_NETS, gateway(back === undefined ? there : BACK, 1));
  await routes(client, EVERYWHERE, gateway(1, 1));
  await routes(server, EVERYWHERE, gateway(2, 1));
  return built;
}
