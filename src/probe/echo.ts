import { datagramHeaders, type Family } from "./address.ts";
import { eventOf } from "./icmp-error.ts";
import {
  FAR_ENOUGH,
  type ProbeEvent,
  type Prober,
  secondsSince,
  type SentProbe,
} from "./prober.ts";
import { errnoName, type QueuedError, Socket } from "./socket.ts";

const PROTOCOL = { 4: 1, 6: 58 } as const;
const REQUEST = { 4: 8, 6: 128 } as const;
const REPLY = { 4: 0, 6: 129 } as const;
const HEADER = 8;

/** The Internet checksum of a message (RFC 1071). */
export function internetChecksum(message: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < message.length; at += 2)
    sum += ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An echo request of so many bytes, ICMP header included. */
export function echoRequest(
  family: Family,
  length: number,
  numbers: { readonly id: number; readonly sequence: number },
): Uint8Array {
  const message = new Uint8Array(new ArrayBuffer(Math.max(HEADER, length))).fill(0x63, HEADER);
  const view = new DataView(message.buffer);
  view.setUint8(0, REQUEST[family]);
  view.setUint16(4, numbers.id);
  view.setUint16(6, numbers.sequence);
  // The kernel computes that of ICMPv6, which covers addresses too, and that of ping sockets.
  if (family === 4) view.setUint16(2, internetChecksum(message));
  return message;
}

/** Echo requests (ping): over a raw socket, or without privilege over a ping socket where `ping_group_range` lets us. */
export class EchoProber implements Prober {
  readonly by = "echo";
  blocked: string | null = null;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #isRaw: boolean;
  readonly #id = (process.pid ^ Math.floor(performance.now())) & 0xffff;
  readonly #sent = new Map<number, SentProbe>();
  #sequence = 0;

  private constructor(socket: Socket, address: string, isRaw: boolean) {
    this.#socket = socket;
    this.#address = address;
    this.#isRaw = isRaw;
  }

  /** @returns null if the kernel lets this user send no echo requests. */
  static open(family: Family, address: string): EchoProber | null {
    for (const type of ["datagram", "raw"] as const) {
      const socket = Socket.open(family, type, PROTOCOL[family]);
      if (typeof socket === "string") continue;
      socket.probes();
      if (socket.connect(address, 0) === 0) return new EchoProber(socket, address, type === "raw");
      socket.close();
    }
    return null;
  }

  send(size: number, ttl = FAR_ENOUGH): void {
    const { family } = this.#socket;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#sent.set(this.#sequence, { size, ttl, at: performance.now() });
    const length = size - datagramHeaders(family) + HEADER;
    const message = echoRequest(family, length, { id: this.#id, sequence: this.#sequence });
    this.#socket.set("ttl", ttl);
    // A first failure may be an older error, told now.
    const first = this.#socket.send(message);
    const sent = first < 0 ? this.#socket.send(message) : first;
    this.blocked = sent < 0 ? errnoName(-sent) : null;
  }

  #reply(bytes: Uint8Array): ProbeEvent[] {
    const { family } = this.#socket;
    // Of IPv4, a raw socket shows the IP header too.
    const start = this.#isRaw && family === 4 ? ((bytes[0] ?? 0) & 15) * 4 : 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < start + HEADER || view.getUint8(start) !== REPLY[family]) return [];
    const sent = this.#probe(view.getUint16(start + 4), view.getUint16(start + 6));
    if (!sent) return [];
    const { size, ttl, at } = sent;
    const from = this.#address;
    return [{ kind: "arrived", size, ttl, from, mtu: 0, code: "", seconds: secondsSince(at) }];
  }

  /** Ping sockets have an id that the kernel chose; whatever comes to them is theirs. */
  #probe(id: number, sequence: number): SentProbe | undefined {
    return !this.#isRaw || id === this.#id ? this.#sent.get(sequence) : undefined;
  }

  #error(error: QueuedError): ProbeEvent[] {
    const { quoted } = error;
    if (quoted.length < HEADER) return [];
    const view = new DataView(quoted.buffer, quoted.byteOffset, quoted.length);
    const sent = this.#probe(view.getUint16(4), view.getUint16(6));
    return sent ? [eventOf(this.#socket.family, error, sent, this.#address)] : [];
  }

  heard(): ProbeEvent[] {
    const events: ProbeEvent[] = [];
    for (let error = this.#socket.receiveError(); error; error = this.#socket.receiveError())
      events.push(...this.#error(error));
    for (let tries = 0; tries < 1000; tries++) {
      const bytes = this.#socket.receive();
      if (bytes === null) break;
      if (typeof bytes !== "string") events.push(...this.#reply(bytes));
    }
    return events;
  }

  close(): void {
    this.#socket.close();
  }
}
