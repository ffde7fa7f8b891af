import { ptr } from "bun:ffi";
import { constants, networkInterfaces } from "node:os";
import { call } from "#host/libc.ts";
import { addressOf } from "#host/netlink.ts";
import { addressBytes, type Family } from "./address.ts";

// linux include/uapi/linux/in.h, in6.h, socket.h, asm-generic/socket.h, tcp.h
const AF = { 4: 2, 6: 10 } as const;
const TYPES = { stream: 1, datagram: 2, raw: 3 } as const;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x8_0000;
const [SOL_IP, SOL_SOCKET, SOL_TCP, SOL_IPV6] = [0, 1, 6, 41];
const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
const MSG_NOSIGNAL = 0x4000;
const [CMSG_RECVERR_4, CMSG_RECVERR_6] = [11, 25];

/** Options of sockets: level and name for each family. */
const OPTIONS = {
  /** IP_MTU_DISCOVER, IPV6_MTU_DISCOVER */
  mtuDiscover: { 4: [SOL_IP, 10], 6: [SOL_IPV6, 23] },
  /** IP_RECVERR, IPV6_RECVERR */
  receiveErrors: { 4: [SOL_IP, 11], 6: [SOL_IPV6, 25] },
  /** IP_TTL, IPV6_UNICAST_HOPS */
  ttl: { 4: [SOL_IP, 2], 6: [SOL_IPV6, 16] },
  /** IPV6_DONTFRAG; IPv4 has it in mtuDiscover. */
  dontFragment: { 4: null, 6: [SOL_IPV6, 62] },
  sendBuffer: { 4: [SOL_SOCKET, 7], 6: [SOL_SOCKET, 7] },
  receiveBuffer: { 4: [SOL_SOCKET, 8], 6: [SOL_SOCKET, 8] },
  noDelay: { 4: [SOL_TCP, 1], 6: [SOL_TCP, 1] },
  maxSegment: { 4: [SOL_TCP, 2], 6: [SOL_TCP, 2] },
} as const;

/** DF set, and neither the route's MTU nor what ICMP has taught the kernel is heeded. */
const PMTUDISC_PROBE = 3;
const SO_ERROR = 4;
const SO_LINGER = 13;
const TCP_INFO = 11;

const LARGEST = 65_536;
const dataBuffer = new Uint8Array(new ArrayBuffer(LARGEST));
const controlBuffer = new Uint8Array(new ArrayBuffer(512));
const nameBuffer = new Uint8Array(new ArrayBuffer(28));
const vector = new BigUint64Array(new ArrayBuffer(16));
const header = new Uint8Array(new ArrayBuffer(56));
const headerView = new DataView(header.buffer);
const word = new Int32Array(new ArrayBuffer(8));
const info = new Uint8Array(new ArrayBuffer(256));
const infoLength = new Uint32Array(new ArrayBuffer(4));

/** The name of an errno: `ECONNREFUSED`. */
export function errnoName(number: number): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === number);
  return found?.[0] ?? `errno ${number}`;
}

/** An error that came back about a packet: from whom, and what of the packet it quotes. */
export interface QueuedError {
  readonly errno: number;
  readonly origin: "local" | "icmp";
  readonly type: number;
  readonly code: number;
  /** Of "too big": the MTU. */
  readonly info: number;
  readonly from: string | null;
  /** Port that the packet was sent to (UDP). */
  readonly port: number;
  /** Of the packet, from its transport header (ICMP) or its payload (UDP) on. */
  readonly quoted: Uint8Array;
}

/** Index of the interface that a link-local address names, by name or number; 0 if there is none such. */
function zoneIndex(zone: string): number {
  if (/^\d+$/.test(zone)) return Number(zone);
  const addresses = networkInterfaces()[zone] ?? [];
  return Math.max(0, ...addresses.map((one) => (one.family === "IPv6" ? one.scopeid : 0)));
}

function socketName(family: Family, address: string, port: number): Uint8Array {
  const name = new Uint8Array(new ArrayBuffer(family === 4 ? 16 : 28));
  const view = new DataView(name.buffer);
  view.setUint16(0, AF[family], true);
  view.setUint16(2, port);
  name.set(addressBytes(address), family === 4 ? 4 : 8);
  const [, zone] = address.split("%");
  if (family === 6 && zone !== undefined) view.setUint32(24, zoneIndex(zone), true);
  return name;
}

/** The address in a `sockaddr`; null if there is none. */
function nameIn(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8) return null;
  const family = view.getUint16(0, true);
  if (family === AF[4]) return addressOf(new DataView(view.buffer, view.byteOffset + 4, 4));
  if (family !== AF[6] || bytes.length < 24) return null;
  return addressOf(new DataView(view.buffer, view.byteOffset + 8, 16));
}

/** A socket of the kernel, opened without waiting in any call. */
export class Socket {
  readonly family: Family;
  readonly #fd: number;

  private constructor(family: Family, fd: number) {
    this.family = family;
    this.#fd = fd;
  }

  /** @returns the errno's name if the kernel refuses. */
  static open(family: Family, type: keyof typeof TYPES, protocol: number): Socket | string {
    const flags = TYPES[type] | SOCK_NONBLOCK | SOCK_CLOEXEC;
    const fd = call("socket", AF[family], flags, protocol);
    return fd < 0 ? errnoName(-fd) : new Socket(family, fd);
  }

  /** Sets an option. @returns whether the kernel took it. */
  set(option: keyof typeof OPTIONS, value: number): boolean {
    const place = OPTIONS[option][this.family];
    if (place === null) return true;
    word[0] = value;
    return call("setsockopt", this.#fd, place[0], place[1], ptr(word), 4) === 0;
  }

  /** DF on all that is sent, of any size that the interface takes, and errors told with who sent them. */
  probes(): void {
    this.set("mtuDiscover", PMTUDISC_PROBE);
    this.set("dontFragment", 1);
    this.set("receiveErrors", 1);
    this.set("sendBuffer", 1 << 20);
    this.set("receiveBuffer", 1 << 20);
  }

  /** @returns 0 or the negative errno; -EINPROGRESS is as good as 0. */
  connect(address: string, port: number): number {
    const name = socketName(this.family, address, port);
    const result = call("connect", this.#fd, ptr(name), name.length);
    return result === -constants.errno.EINPROGRESS ? 0 : result;
  }

  #message(name: Uint8Array | null, bytes: Uint8Array, control: Uint8Array | null): void {
    headerView.setBigUint64(0, BigInt(name ? ptr(name) : 0), true);
    headerView.setUint32(8, name?.length ?? 0, true);
    vector[0] = BigInt(bytes.length === 0 ? 0 : ptr(bytes));
    vector[1] = BigInt(bytes.length);
    headerView.setBigUint64(16, BigInt(ptr(vector)), true);
    headerView.setBigUint64(24, 1n, true);
    headerView.setBigUint64(32, BigInt(control ? ptr(control) : 0), true);
    headerView.setBigUint64(40, BigInt(control?.length ?? 0), true);
    headerView.setInt32(48, 0, true);
  }

  /** @returns bytes taken, or the negative errno. `to` is for a socket that is not connected. */
  send(bytes: Uint8Array, to?: { address: string; port: number }): number {
    const name = to ? socketName(this.family, to.address, to.port) : null;
    this.#message(name, bytes, null);
    return call("sendmsg", this.#fd, ptr(header), MSG_DONTWAIT | MSG_NOSIGNAL);
  }

  /** What has arrived, copied; null if nothing has; an errno's name if the socket has failed; empty at the end of a stream. */
  receive(): Uint8Array | string | null {
    this.#message(null, dataBuffer, null);
    const length = call("recvmsg", this.#fd, ptr(header), MSG_DONTWAIT);
    if (length >= 0) return dataBuffer.slice(0, length);
    return length === -constants.errno.EAGAIN ? null : errnoName(-length);
  }

  /** The next error that came back; null if there is none. */
  receiveError(): QueuedError | null {
    this.#message(nameBuffer, dataBuffer, controlBuffer);
    const length = call("recvmsg", this.#fd, ptr(header), MSG_DONTWAIT | MSG_ERRQUEUE);
    if (length < 0) return null;
    const controlLength = Number(headerView.getBigUint64(40, true));
    const port = new DataView(nameBuffer.buffer).getUint16(2);
    const quoted = dataBuffer.slice(0, length);
    return queuedError(controlBuffer.slice(0, controlLength), { port, quoted });
  }

  /** The errno that the socket waits to tell; 0 if none. */
  pendingErrno(): number {
    word[0] = 0;
    infoLength[0] = 4;
    call("getsockopt", this.#fd, SOL_SOCKET, SO_ERROR, ptr(word), ptr(infoLength));
    return word[0] ?? 0;
  }

  /** `struct tcp_info` as far as this kernel fills it; the rest is zero. */
  tcpInfo(): DataView {
    info.fill(0);
    infoLength[0] = info.length;
    call("getsockopt", this.#fd, SOL_TCP, TCP_INFO, ptr(info), ptr(infoLength));
    return new DataView(info.slice().buffer);
  }

  /** Ends a connection with a reset: nothing of it is retransmitted any more. */
  abort(): void {
    word[0] = 1;
    word[1] = 0;
    call("setsockopt", this.#fd, SOL_SOCKET, SO_LINGER, ptr(word), 8);
    this.close();
  }

  close(): void {
    call("close", this.#fd);
  }
}

/** `struct cmsghdr` with `struct sock_extended_err` and, behind it, who sent it (linux include/uapi/linux/errqueue.h). */
export function queuedError(
  control: Uint8Array,
  packet: { readonly port: number; readonly quoted: Uint8Array },
): QueuedError | null {
  const view = new DataView(control.buffer, control.byteOffset, control.length);
  for (let at = 0; at + 16 <= control.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (length < 16) return null;
    const [level, type] = [view.getInt32(at + 8, true), view.getInt32(at + 12, true)];
    const isError =
      (level === SOL_IP && type === CMSG_RECVERR_4) ||
      (level === SOL_IPV6 && type === CMSG_RECVERR_6);
    if (isError && at + 32 <= control.length) {
      return {
        errno: view.getUint32(at + 16, true),
        origin: view.getUint8(at + 20) === 1 ? "local" : "icmp",
        type: view.getUint8(at + 21),
        code: view.getUint8(at + 22),
        info: view.getUint32(at + 24, true),
        from: nameIn(control.slice(at + 32, at + length)),
        ...packet,
      };
    }
    at += (length + 7) & ~7;
  }
  return null;
}
