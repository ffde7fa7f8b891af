import { sleep, udpSocket } from "bun";

/**
 * `udp-flows ADDRESS PORT FLOWS DELAY_MS [EVERY_MS]`: after a while, one datagram from each of so many sockets to one
 * destination, one after the other or all at once, and stays until it is ended, so that the ports stay taken. What the
 * kernel refuses to send is not sent.
 */
const [address = "", port = "", flows = "", delay = "", every = "0"] = process.argv.slice(2);
await sleep(Number(delay));
for (let flow = 0; flow < Number(flows); flow++) {
  const socket = await udpSocket({ connect: { hostname: address, port: Number(port) } });
  try {
    socket.send("x");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
  }
  if (every !== "0") await sleep(Number(every));
}
await sleep(60_000);
