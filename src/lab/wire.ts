import type { Bench } from "./bench.ts";
import { filter } from "./filter.ts";
import { program, type Requirement } from "./lab.ts";
import { addRoute, cable, slow, withoutOffload } from "./network.ts";
import { CLIENT, type Path, path, type PathOptions } from "./path.ts";

/** What {@link wire} and {@link slowerWay} require. */
export const wireRequirements: readonly Requirement[] = [
  program("ethtool"),
  program("nft"),
  program("tc"),
];

const MEGABITS = 50;

/** A path of 50 Mbit/s from the server to the client, on which segments are what they are on a wire. */
export async function wire(bench: Bench, options: PathOptions = {}): Promise<Path> {
  const built = await path(bench, options);
  const { client, near, far, server } = built;
  await withoutOffload(client, "eth0");
  await withoutOffload(near, "toclient", "middle");
  await withoutOffload(far, "middle", "toserver");
  await withoutOffload(server, "eth0");
  await slow(far, "middle", MEGABITS);
  return built;
}

/**
 * A second link between the routers, a fifth as fast, which every tenth packet to the client takes that `match` fits: it
 * is overtaken by others.
 */
export async function slowerWay({ near, far }: Path, match: string): Promise<void> {
  await cable(
    { room: near, name: "slow", addresses: ["10.91.7.1/24"] },
    { room: far, name: "slow", addresses: ["10.91.7.2/24"] },
  );
  await near.run("sh", "-c", "echo 0 > /proc/sys/net/ipv4/conf/slow/rp_filter");
  await withoutOffload(far, "slow");
  await slow(far, "slow", MEGABITS / 5);
  await far.run("ip", "rule", "add", "fwmark", "7", "lookup", "107");
  await addRoute(far, `${CLIENT.v4}/32`, "10.91.7.1", "table", 107);
  const mark = `${match} numgen random mod 10 < 1 meta mark set 7`;
  await filter(far, { hook: "prerouting", text: mark });
}
