import type { Bench } from "#lab/bench.ts";
import { filter, silentAboutSize } from "#lab/filter.ts";
import { program, root } from "#lab/lab.ts";
import { type Path, path, type PathOptions, SERVER } from "#lab/path.ts";
import type { Room } from "#lab/room.ts";
import type { SnifferOptions } from "#lab/sniffer.ts";
import type { Started } from "#lab/started.ts";
import { connectFrom, serve, type ServerOptions } from "#lab/tcp.ts";
import type { View } from "./watch.lab.ts";

/** What every variant with a network and captures requires. */
export const NETWORK = [root, ...["ip", "nsenter", "nft", "ss", "tcpdump"].map(program)];
export const PORT = 8443;
/** Two full segments and a short one. */
export const FLIGHT = 3300;

/** Waits until a room's TCP has sent a segment four times in vain. */
export async function untilStuck(bench: Bench, room: Room): Promise<void> {
  await bench.until("a segment was sent four times", async () =>
    / backoff:([3-9]|\d\d)\b/.test(await room.run("ss", "-tin")),
  );
}

export interface Talk extends Partial<ServerOptions> {
  readonly address?: string;
  readonly clientSends?: number;
}

/** A server, and a client that talks to it for as long as the lab is up. */
export async function talk(
  bench: Bench,
  { client, server }: Path,
  { address = SERVER.v4, clientSends: sends = 1, ...options }: Talk,
): Promise<Started> {
  await serve(bench, server, { port: PORT, ...options });
  const patience = { expects: 1_000_000, limitSeconds: 60 };
  return connectFrom(client, { address, port: PORT, sends, ...patience });
}

/** A capture in a room, named, and what it must say. */
export const at = (
  [room, name]: readonly [Room, string],
  device: string,
  judge: View["judge"],
  more: Partial<SnifferOptions> = {},
): View => ({ name, room, options: { device, ...more }, judge });

/** The routers tell nobody that a packet is too big. */
export async function hole(bench: Bench, options: PathOptions): Promise<Path> {
  const built = await path(bench, options);
  await Promise.all([
    filter(built.near, ...silentAboutSize),
    filter(built.far, ...silentAboutSize),
  ]);
  return built;
}
