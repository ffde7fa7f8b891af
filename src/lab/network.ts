import type { Room } from "./room.ts";

/** One end of a veth pair: in which room, under which name, with which addresses (CIDR). */
export interface Port {
  readonly room: Room;
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A cable between two rooms. */
export async function cable(from: Port, to: Port): Promise<void> {
  const peer = ["peer", "name", to.name, "netns", String(to.room.pid)];
  await from.room.run("ip", "link", "add", from.name, "type", "veth", ...peer);
  for (const { room, name, addresses } of [from, to]) {
    for (const address of addresses) await room.run("ip", "address", "add", address, "dev", name);
    await room.run("ip", "link", "set", name, "up");
  }
}
