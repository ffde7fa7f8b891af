import type { Bench } from "#lab/bench.ts";
import { cable } from "#lab/network.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const SERVER = "10.91.9.2";

/** Two clients, a router that translates, and a server that says nothing. */
interface Network {
  readonly clients: readonly [Room, Room];
  readonly router: Room;
}

async function network(bench: Bench): Promise<Network> {
  const [router, first, second, server] = [
    await bench.room("net"),
    await bench.room("net"),
    await bench.room("net"),
    await bench.room("net"),
  ];
  await router.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  const rooms = [first, second, server] as const;
  for (const [index, room] of rooms.entries()) {
    const net = room === server ? 9 : index + 1;
    await cable(
      { room: router, name: `to${net}`, addresses: [`10.91.${net}.1/24`] },
      { room, name: "eth0", addresses: [`10.91.${net}.2/24`] },
    );
    await room.run("ip", "route", "add", "default", "via", `10.91.${net}.1`);
  }
  // No answer, not even that the port is closed: a sender must not be told.
  await server.run("iptables", "-A", "INPUT", "-p", "udp", "-j", "DROP");
  return { clients: [first, second], router };
}

/** A command without quotes, as one types it. */
const command = (text: string): readonly string[] => text.split(" ");

export const masquerade = (options = ""): readonly string[] =>
  command(`iptables -t nat -A POSTROUTING -o to9 -p udp -j MASQUERADE ${options}`.trim());

interface Counters {
  readonly insertFailed: number;
}

/** The kernel's own counters, read without the code under test. */
export async function counters(router: Room): Promise<Counters> {
  const text = await router.run("cat", "/proc/net/stat/nf_conntrack");
  const [header = "", ...rows] = text.trim().split("\n");
  const names = header.split(/ +/);
  const sum = (name: string): number =>
    rows.reduce(
      (all, row) => all + Number.parseInt(row.split(/ +/)[names.indexOf(name)] ?? "", 16),
      0,
    );
  return { insertFailed: sum("insert_failed") };
}

/** A rule that makes the router track flows, and nothing more. */
export const TRACK = command("iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP");

export const destinationNat = (from: string): readonly string[] =>
  command(`iptables -t nat -A PREROUTING -d ${from} -p udp -j DNAT --to-destination ${SERVER}`);

/** The second client sends under the address of the first, by another road. */
async function sameAddress(built: Network): Promise<void> {
  const [, second] = built.clients;
  await second.run("ip", "address", "add", "10.91.1.2/32", "dev", "lo");
  const source = ["via", "10.91.2.1", "src", "10.91.1.2"];
  await second.run("ip", "route", "replace", "default", ...source);
  await built.router.run(
    "sh",
    "-c",
    "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done",
  );
}

export async function sixtyFlows(
  bench: Bench,
  rule: (router: Room) => Promise<unknown>,
  delayMilliseconds: number,
): Promise<Network> {
  const built = await network(bench);
  await rule(built.router);
  built.clients[0].start(...labProgram("udp-flows", SERVER, 53, 60, delayMilliseconds));
  return built;
}

/** The same source ports from two clients at the same moments, one on each CPU. */
export async function samePorts(
  bench: Bench,
  options: {
    readonly rules: readonly (readonly string[])[];
    /** Both clients send under one address, so that the tuples are the same before any translation. */
    readonly oneAddress?: true;
    readonly toward?: readonly [string, string];
  },
): Promise<Network> {
  const toward = options.toward ?? [SERVER, SERVER];
  const built = await network(bench);
  if (options.oneAddress) await sameAddress(built);
  for (const rule of options.rules) await built.router.run(...rule);
  const start = Date.now() + 2200;
  for (const [cpu, room] of built.clients.entries()) {
    const sender = labProgram("udp-same-port", toward[cpu] ?? SERVER, 1024, start, 6000, 2500);
    room.start("taskset", "--cpu-list", `${cpu}`, ...sender);
  }
  await Bun.sleep(Math.max(0, start - Date.now() - 100));
  return built;
}
