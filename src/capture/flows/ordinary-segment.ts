import type { Frame } from "../frame.ts";
import { i32, u16 } from "../integers.ts";
import { LINK_ETHERNET } from "../link-types.ts";
import { ACK, FIN, RST, SYN } from "../packet.ts";

const ETHER_BYTES = 14;
const ETHER_IPV4 = 0x0800;
/** Version 4, no options. */
const PLAIN_IP = 0x45;
const IP_BYTES = 20;
const TCP = 6;
export const TCP_BYTES = 20;
export const DONT_FRAGMENT = 0x4000;
/** No operation twice, then time stamps: what Linux writes into every segment that has nothing more to say. */
const ONLY_TIMESTAMPS = 0x0101_080a;
const TIMESTAMPS_BYTES = 12;
const CONTROL = SYN | FIN | RST;
/** Alert and handshake, the records that a TLS stream may begin with, of version 3. */
const RECORD_ALERT = 21;
const RECORD_HANDSHAKE = 22;
const RECORD_MAJOR = 3;

/**
 * A whole TCP segment over plain IPv4 in Ethernet that acknowledges and has no other flag that counts, read without
 * decoding the frame: one record for all of a capture.
 */
export class OrdinarySegment {
  protected frame = 0;
  protected time = 0;
  /** Signed: only whether they are equal and how far apart counts. */
  protected sequence = 0;
  protected acknowledgment = 0;
  protected payload = 0;
  protected totalLength = 0;
  /** Where its TCP header begins. */
  protected tcp = 0;

  /** Whether it is a whole segment of plain IPv4 in Ethernet that acknowledges and has no other flag that counts. */
  protected read(frame: Frame): boolean {
    const { bytes, at, captured } = frame;
    const room = frame.length - ETHER_BYTES;
    if (frame.linkType !== LINK_ETHERNET || captured > frame.length) return false;
    if (captured < ETHER_BYTES + IP_BYTES + TCP_BYTES) return false;
    if (u16(bytes, at + 12) !== ETHER_IPV4 || bytes[at + 14] !== PLAIN_IP) return false;
    if (bytes[at + 23] !== TCP || (u16(bytes, at + 20) & ~DONT_FRAGMENT) !== 0) return false;
    const tcp = at + ETHER_BYTES + IP_BYTES;
    const flags = u16(bytes, tcp + 12);
    if ((flags & (CONTROL | ACK)) !== ACK) return false;
    this.tcp = tcp;
    this.totalLength = u16(bytes, at + 16);
    this.payload = this.totalLength - IP_BYTES - (flags >>> 12) * 4;
    if (this.payload < 0 || this.totalLength > room) return false;
    const options = (flags >>> 12) * 4 - TCP_BYTES;
    this.sequence = i32(bytes, tcp + 4);
    this.acknowledgment = i32(bytes, tcp + 8);
    if (options === 0) return true;
    const isWhole = captured >= ETHER_BYTES + IP_BYTES + TCP_BYTES + TIMESTAMPS_BYTES;
    return options === TIMESTAMPS_BYTES && isWhole && i32(bytes, tcp + 20) === ONLY_TIMESTAMPS;
  }

  protected headerBytes(): number {
    return this.totalLength - IP_BYTES - this.payload;
  }

  /** Whether its payload could be the beginning of a TLS stream. */
  protected mayBeginTls(bytes: Uint8Array): boolean {
    const at = this.tcp + this.headerBytes();
    return (
      bytes[at + 1] === RECORD_MAJOR &&
      (bytes[at] === RECORD_HANDSHAKE || bytes[at] === RECORD_ALERT)
    );
  }
}
