import { datagramHeaders, type Family } from "./address.ts";
import { eventOf } from "./icmp-error.ts";
import { FAR_ENOUGH, type ProbeEvent, type Prober, type SentProbe } from "./prober.ts";
import { errnoName, Socket } from "./socket.ts";

/** The first port of traceroute(8): nobody listens there, so the destination says that the port is closed. */
const FIRST_PORT = 33_434;
const PORTS = 1500;

/**
 * Datagrams to closed ports, for every user. What arrived is told by "port unreachable", a small packet even if the way back
 * is narrow. Hosts send few of these: Linux six at once, then one a second.
 */
export class UdpProber implements Prober {
  readonly by = "udp";
  blocked: string | null = null;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #sent = new Map<number, SentProbe>();
  #port = FIRST_PORT;

  private constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.#address = address;
  }

  static open(family: Family, address: string): UdpProber | null {
    const socket = Socket.open(family, "datagram", 0);
    if (typeof socket === "string") return null;
    socket.probes();
    return new UdpProber(socket, address);
  }

  send(size: number, ttl = FAR_ENOUGH): void {
    const port = this.#port;
    this.#port = FIRST_PORT + ((port + 1 - FIRST_PORT) % PORTS);
    this.#sent.set(port, { size, ttl, at: performance.now() });
    const payload = Math.max(0, size - datagramHeaders(this.#socket.family));
    const bytes = new Uint8Array(new ArrayBuffer(payload)).fill(0x63);
    this.#socket.set("ttl", ttl);
    const to = { address: this.#address, port };
    // A first failure may be an older error, told now.
    const first = this.#socket.send(bytes, to);
    const sent = first < 0 ? this.#socket.send(bytes, to) : first;
    this.blocked = sent < 0 ? errnoName(-sent) : null;
  }

  heard(): ProbeEvent[] {
    const events: ProbeEvent[] = [];
    for (let error = this.#socket.receiveError(); error; error = this.#socket.receiveError()) {
      const sent = this.#sent.get(error.port);
      if (sent) events.push(eventOf(this.#socket.family, error, sent, this.#address));
    }
    return events;
  }

  close(): void {
    this.#socket.close();
  }
}
