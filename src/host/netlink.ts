import { ptr } from "bun:ffi";
import { call } from "./libc.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const HEADER_BYTES = 16;
/** The kernel fills up to 32 KiB when the reader has room for it; one message alone may be longer. */
const BUFFER_BYTES = 256 * 1024;
/** A dump that never says that it is done is cut here: ours. */
const MOST_READS = 100_000;

/** Protocol numbers (linux include/uapi/linux/netlink.h). */
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;

/** One message without its header: its type, and its bytes, which the next read writes over. */
export interface NetlinkMessage {
  readonly type: number;
  readonly body: DataView;
}

/** The kernel refused. */
export class NetlinkError extends Error {
  /** Of errno, positive. */
  readonly errno: number;
  constructor(what: string, errno: number) {
    super(`${what}: errno ${errno}`);
    this.errno = errno;
  }
}

export interface NetlinkRequest {
  readonly type: number;
  /** Every object of a kind; otherwise one answer. */
  readonly isDump: boolean;
  readonly body: Uint8Array;
}

/**
 * A netlink socket of the network namespace that this thread is in when it is made. It blocks only as long as the
 * kernel takes to answer.
 *
 * @see netlink(7), rtnetlink(7), sock_diag(7)
 */
export class Netlink implements Disposable {
  readonly #fd: number;
  readonly #buffer = new DataView(new ArrayBuffer(BUFFER_BYTES));
  readonly #address = ptr(this.#buffer.buffer);
  #sequence = 0;

  /** @throws {NetlinkError} */
  constructor(protocol: number) {
    this.#fd = call("socket", AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (this.#fd < 0) throw new NetlinkError("socket", -this.#fd);
  }

  [Symbol.dispose](): void {
    call("close", this.#fd);
  }

  #send({ type, isDump, body }: NetlinkRequest): void {
    this.#sequence++;
    const message = new Uint8Array(new ArrayBuffer(HEADER_BYTES + body.length));
    const header = new DataView(message.buffer);
    header.setUint32(0, message.length, true);
    header.setUint16(4, type, true);
    header.setUint16(6, NLM_F_REQUEST | (isDump ? NLM_F_DUMP : 0), true);
    header.setUint32(8, this.#sequence, true);
    message.set(body, HEADER_BYTES);
    const sent = call("write", this.#fd, ptr(message), message.length);
    if (sent < 0) throw new NetlinkError("write", -sent);
  }

  #receive(): number {
    const got = call("read", this.#fd, this.#address, BUFFER_BYTES);
    if (got < 0) throw new NetlinkError("read", -got);
    return got;
  }

  /**
   * Asks, and gives the answers one by one. All of them must be taken before the next question.
   * @throws {NetlinkError} what the kernel answers if it refuses.
   */
  *ask(request: NetlinkRequest): Generator<NetlinkMessage> {
    this.#send(request);
    for (let reads = 0; reads < MOST_READS; reads++) {
      const got = this.#receive();
      for (let at = 0; at + HEADER_BYTES <= got;) {
        const length = this.#buffer.getUint32(at, true);
        const type = this.#buffer.getUint16(at + 4, true);
        if (length < HEADER_BYTES || at + length > got) return;
        const body = new DataView(this.#buffer.buffer, at + HEADER_BYTES, length - HEADER_BYTES);
        if (type === NLMSG_DONE) return;
        if (type === NLMSG_ERROR) {
          const errno = -body.getInt32(0, true);
          if (errno === 0) return;
          throw new NetlinkError("netlink", errno);
        }
        if (this.#buffer.getUint32(at + 8, true) === this.#sequence) yield { type, body };
        at += (length + 3) & ~3;
      }
      if (!request.isDump) return;
    }
  }
}

/** Attributes by type (without the flags in its upper bits), of those that begin at `start`. A later one hides an earlier one. */
export function attributesOf(view: DataView, start: number): ReadonlyMap<number, DataView> {
  const found = new Map<number, DataView>();
  for (let at = start; at + 4 <= view.byteLength;) {
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > view.byteLength) break;
    const type = view.getUint16(at + 2, true) & 0x3fff;
    found.set(type, new DataView(view.buffer, view.byteOffset + at + 4, length - 4));
    at += (length + 3) & ~3;
  }
  return found;
}

/** A NUL-terminated text of an attribute. */
export function textOf(view: DataView | undefined): string | null {
  if (!view) return null;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end === -1 ? undefined : end)).toString("utf8");
}

/** An attribute of 1, 2 or 4 bytes; null if it is missing or of another length. */
export function numberOf(view: DataView | undefined): number | null {
  if (view?.byteLength === 4) return view.getUint32(0, true);
  if (view?.byteLength === 2) return view.getUint16(0, true);
  return view?.byteLength === 1 ? view.getUint8(0) : null;
}

/** An IPv4 or IPv6 address in text, from its 4 or 16 bytes; null for anything else. */
export function addressOf(view: DataView | undefined): string | null {
  if (view?.byteLength === 4)
    return Array.from({ length: 4 }, (_, index) => view.getUint8(index)).join(".");
  if (view?.byteLength !== 16) return null;
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(2 * index).toString(16));
  return shorten(groups);
}

/** RFC 5952: the longest run of zero groups, the first of equals, is written `::`. */
function shorten(groups: readonly string[]): string {
  let [best, bestAt] = [1, -1];
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (groups[end] === "0") end++;
    if (end - at > best) [best, bestAt] = [end - at, at];
  }
  if (bestAt === -1) return groups.join(":");
  return `${groups.slice(0, bestAt).join(":")}::${groups.slice(bestAt + best).join(":")}`;
}

/** The 4 or 16 bytes of an address in text; null if it is none. */
export function addressBytes(address: string): Uint8Array | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) {
    const bytes = address.split(".").map(Number);
    return bytes.every((byte) => byte < 256) ? Uint8Array.from(bytes) : null;
  }
  const [head = "", tail] = address.split("::", 2);
  const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [first, last] = [groupsOf(head), groupsOf(tail ?? "")];
  const missing = 8 - first.length - last.length;
  if (!address.includes(":") || missing < 0 || (tail === undefined && missing !== 0)) return null;
  const groups = [...first, ...Array.from({ length: missing }, () => "0"), ...last];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return Uint8Array.from(
    groups.flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}
