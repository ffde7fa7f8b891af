import { sleep, udpSocket } from "bun";

/**
 * `udp-flows ADDRESS PORT FLOWS DELAY_MS`: after a while, one datagram from each of so many sockets to one destination,
 * and stays until it is ended, so that the ports stay taken.
 */
const [address = "", port = "", flows = "", delay = ""] = process.argv.slice(2);
await sleep(Number(delay));
for (let flow = 0; flow < Number(flows); flow++) {
  const socket = await udpSocket({ connect: { hostname: address, port: Number(port) } });
  socket.send("x");
}
await sleep(60_000);
