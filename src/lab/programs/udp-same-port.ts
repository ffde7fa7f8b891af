import { sleep, udpSocket } from "bun";

/**
 * `udp-same-port ADDRESS PORT START_MS FLOWS PER_SECOND`: one datagram from one source port after another to one
 * destination port after another, each at its instant by the clock, so that two of these programs send the same at the
 * same moment.
 *
 * Each port is used once: NAT gives a source that it has translated before what it gave it then. Spins between the
 * instants: a timer is too coarse.
 */
const FIRST_PORT = 20_000;

const [address = "", port = "", start = "", flows = "", perSecond = ""] = process.argv.slice(2);
const sockets: { send(data: string, port: number, address: string): boolean }[] = [];
for (let flow = 0; flow < Number(flows); flow++)
  sockets.push(await udpSocket({ port: FIRST_PORT + flow }));
const now = (): number => performance.timeOrigin + performance.now();
await sleep(Math.max(0, Number(start) - Date.now() - 20));
for (const [flow, socket] of sockets.entries()) {
  const at = Number(start) + (flow * 1000) / Number(perSecond);
  while (now() < at);
  try {
    socket.send("x", Number(port) + flow, address);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    // The other end of the cable has gone: the lab is being taken down.
    if (code === "ENETUNREACH") break;
    // A busy machine has no room in the queue for a moment: this one is not sent.
    if (code !== "ENOBUFS") throw error;
  }
}
process.exit(0);
