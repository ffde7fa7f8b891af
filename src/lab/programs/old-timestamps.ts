import { sleep } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, must, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `old-timestamps PORT EVERY_MS`: a connection to itself over 127.0.0.1, and beside it, by a raw socket, segments with the
 * same ends and foreign timestamps: what a receiver sees when a middlebox mixes two senders under one address. Which of
 * two opposite timestamps is the older one depends on the connection's offset, so both are sent.
 */
const [port = "", every = ""] = process.argv.slice(2);

// linux include/linux/net.h, include/uapi/linux/in.h
const [SOCK_RAW, IPPROTO_RAW, IPPROTO_TCP] = [3, 255, 6];
const LOCALHOST = [127, 0, 0, 1];
const CLIENT_PORT = 40_001;
const HALF = 0x80000000;

/** RFC 1071, over the pseudo header and the segment. */
function checksum(segment: DataView): number {
  let sum = IPPROTO_TCP + segment.byteLength + 2 * (0x7f00 + 0x0001);
  for (let at = 0; at + 1 < segment.byteLength; at += 2) sum += segment.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const HEADER_BYTES = 20;
const SEGMENT_BYTES = 36;

/** A data segment of four bytes with a timestamp, from the client's port to the server's. */
function packet(timestamp: number): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(HEADER_BYTES + SEGMENT_BYTES));
  const ip = new DataView(bytes.buffer, 0, HEADER_BYTES);
  ip.setUint8(0, 0x45);
  ip.setUint16(2, bytes.length);
  ip.setUint8(8, 64);
  ip.setUint8(9, IPPROTO_TCP);
  for (const [at, octet] of [...LOCALHOST, ...LOCALHOST].entries()) ip.setUint8(12 + at, octet);
  const tcp = new DataView(bytes.buffer, HEADER_BYTES);
  tcp.setUint16(0, CLIENT_PORT);
  tcp.setUint16(2, Number(port));
  tcp.setUint32(4, 1);
  tcp.setUint32(8, 1);
  // Eight words of header; ACK and PSH.
  tcp.setUint16(12, 0x8018);
  tcp.setUint16(14, 512);
  tcp.setUint32(20, 0x0101080a);
  tcp.setUint32(24, timestamp);
  tcp.setUint16(16, checksum(tcp));
  return bytes;
}

const listener = must(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
const server = socketAddress("127.0.0.1", Number(port));
must(libc.bind(listener, ptr(server), server.length), "bind");
must(libc.listen(listener, 8), "listen");
const near = must(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
const client = socketAddress("127.0.0.1", CLIENT_PORT);
must(libc.bind(near, ptr(client), client.length), "bind");
must(libc.connect(near, ptr(server), server.length), "connect");
must(libc.accept(listener, null, null), "accept");

const raw = must(libc.socket(AF_INET, SOCK_RAW, IPPROTO_RAW), "raw socket");
const opposite = [packet(1), packet(1 + HALF / 2), packet(1 + HALF), packet(1 + HALF + HALF / 2)];
const there = socketAddress("127.0.0.1", 0);
for (;;) {
  for (const one of opposite)
    must(Number(libc.sendto(raw, ptr(one), one.length, 0, ptr(there), there.length)), "sendto");
  await sleep(Number(every));
}
