import type { Bench } from "./bench.ts";
import { filter } from "./filter.ts";
import { addRoute, cable, skipDuplicateDetection } from "./network.ts";
import { path, SERVER } from "./path.ts";
import type { Room } from "./room.ts";
import { sniff } from "./sniffer.ts";
import { connectFrom, serve } from "./tcp.ts";

const ROUNDS = 6;
/** The second client's clock: it has just been booted. */
const YOUNG = 1000;
const SYN = "tcp flags & (syn|ack) == syn tcp option timestamp";

/** Connects once. Who is dropped gives up before it sends a second SYN. */
async function connectOnce(room: Room, port: number): Promise<void> {
  const client = { address: SERVER.v4, port, sends: 100, expects: 100 };
  await connectFrom(room, { ...client, limitSeconds: 0.4 }).exited;
}

/** A second client, beside the first one, at the near router. */
async function secondClient(bench: Bench, near: Room): Promise<Room> {
  const room = await bench.room("net");
  await skipDuplicateDetection(room);
  await cable(
    { room, name: "eth0", addresses: ["10.91.6.2/24"] },
    { room: near, name: "tosecond", addresses: ["10.91.6.1/24"] },
  );
  await addRoute(room, "default", "10.91.6.1");
  return room;
}

/** Timestamps without a random offset for each connection, as kernels had them when tcp_tw_recycle existed. */
const plainClock = (room: Room): Promise<string> =>
  room.run("sh", "-c", "echo 2 > /proc/sys/net/ipv4/tcp_timestamps");

/**
 * What Linux before 4.12 does with tcp_tw_recycle: a SYN whose timestamp is older than the newest heard from the same
 * address is dropped; a filter at the server does it here. Two clients share one address. All namespaces share one
 * clock, so the router writes the young host's timestamps into the second client's SYNs, and takes the echo away.
 *
 * @returns the path of what was captured at the server.
 */
export async function severalClocks(bench: Bench, port: number): Promise<string> {
  const { client, near, server } = await path(bench);
  const second = await secondClient(bench, near);
  await Promise.all([plainClock(client), plainClock(second)]);
  await near.run(
    "nft",
    "add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; add rule ip nat out oifname middle masquerade",
  );
  await filter(
    near,
    { hook: "forward", text: `iifname tosecond ${SYN} tsval set ${YOUNG}` },
    {
      hook: "forward",
      text: `tcp option timestamp tsecr ${YOUNG} tcp option timestamp tsecr set 0`,
    },
  );
  await serve(bench, server, { port, sends: 100, afterwards: "close" });
  const sniffing = await sniff(bench, server, "capture", { device: "eth0", filter: "tcp" });
  await connectOnce(second, port);
  await connectOnce(client, port);
  await filter(server, { hook: "input", text: `${SYN} tsval <= ${YOUNG} drop` });
  for (let round = 0; round < ROUNDS; round++) {
    await connectOnce(second, port);
    await connectOnce(client, port);
  }
  await Bun.sleep(1100);
  await connectOnce(client, port);
  return sniffing.stop();
}
