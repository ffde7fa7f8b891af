import { i32At, u16At } from "./memory";

const ETHER_BYTES: i32 = 14;
const ETHER_IPV4: i32 = 0x0800;
/** Version 4, no options. */
const PLAIN_IP: i32 = 0x45;
const IP_BYTES: i32 = 20;
const TCP: i32 = 6;
const TCP_BYTES: i32 = 20;
const DONT_FRAGMENT: i32 = 0x4000;
/** No operation twice, then time stamps: what Linux writes into every segment that has nothing more to say. */
const ONLY_TIMESTAMPS: i32 = 0x0101080a;
const TIMESTAMPS_BYTES: i32 = 12;
const ACK: i32 = 16;
/** SYN, FIN, RST. */
const CONTROL: i32 = 7;
/** Alert and handshake, the records that a TLS stream may begin with, of version 3. */
const RECORD_ALERT: i32 = 21;
const RECORD_HANDSHAKE: i32 = 22;
const RECORD_MAJOR: i32 = 3;

/** The segment that was read last. Sequence numbers are signed: only whether they are equal and how far apart counts. */
export namespace segment {
  /** Where its TCP header begins. */
  export let tcp: i32 = 0;
  export let sequence: i32 = 0;
  export let acknowledgment: i32 = 0;
  /** Bytes of its IP packet, and of its payload. */
  export let total: i32 = 0;
  export let payload: i32 = 0;
}

/**
 * Reads a frame that holds a whole TCP segment over plain IPv4 in Ethernet which acknowledges and has no other flag that
 * counts, with time stamps or without options.
 * @returns false for any other.
 */
export function readSegment(at: i32, captured: i32, length: i32): bool {
  if (captured > length || captured < ETHER_BYTES + IP_BYTES + TCP_BYTES) return false;
  if (u16At(at + 12) != ETHER_IPV4 || load<u8>(at + 14) != PLAIN_IP) return false;
  if (load<u8>(at + 23) != TCP || (u16At(at + 20) & ~DONT_FRAGMENT) != 0) return false;
  const tcp = at + ETHER_BYTES + IP_BYTES;
  const flags = u16At(tcp + 12);
  if ((flags & (CONTROL | ACK)) != ACK) return false;
  const header = (flags >> 12) * 4;
  const total = u16At(at + 16);
  const payload = total - IP_BYTES - header;
  if (payload < 0 || total > length - ETHER_BYTES) return false;
  segment.tcp = tcp;
  segment.total = total;
  segment.payload = payload;
  segment.sequence = i32At(tcp + 4);
  segment.acknowledgment = i32At(tcp + 8);
  if (header == TCP_BYTES) return true;
  const isWhole = captured >= ETHER_BYTES + IP_BYTES + TCP_BYTES + TIMESTAMPS_BYTES;
  return header == TCP_BYTES + TIMESTAMPS_BYTES && isWhole && i32At(tcp + 20) == ONLY_TIMESTAMPS;
}

function headerBytes(): i32 {
  return segment.total - IP_BYTES - segment.payload;
}

/** Its time stamp; 0 when it has none. */
export function timestamp(): i32 {
  return hasTimestamp() ? i32At(segment.tcp + 24) : 0;
}

export function hasTimestamp(): bool {
  return headerBytes() > TCP_BYTES;
}

export function isDontFragment(): bool {
  return (load<u8>(segment.tcp - 14) & (DONT_FRAGMENT >> 8)) != 0;
}

export function identification(): i32 {
  return u16At(segment.tcp - 16);
}

export function window(): i32 {
  return u16At(segment.tcp + 14);
}

export function hops(): i32 {
  return <i32>load<u8>(segment.tcp - 12);
}

/** Whether its payload could be the beginning of a TLS stream. */
export function mayBeginTls(): bool {
  const at = segment.tcp + headerBytes();
  const kind = <i32>load<u8>(at);
  return load<u8>(at + 1) == RECORD_MAJOR && (kind == RECORD_HANDSHAKE || kind == RECORD_ALERT);
}
