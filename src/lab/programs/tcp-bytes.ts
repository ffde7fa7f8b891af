import { sleep } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `tcp-bytes ADDRESS PORT`: connects to itself again and again, and sends single bytes to an end that has a small receive
 * buffer and does not read: a segment a byte, each far larger in memory than what it carries.
 */
const [address = "", port = ""] = process.argv.slice(2);

// linux include/uapi/asm-generic/socket.h, include/uapi/linux/tcp.h
const [SOL_SOCKET, SO_RCVBUF, IPPROTO_TCP, TCP_NODELAY] = [1, 8, 6, 1];
const MSG_DONTWAIT = 0x40;
const BYTES = 3000;
const place = socketAddress(address, Number(port));
const small = new Int32Array([4096]);
const one = new Int32Array([1]);

const listener = libc.socket(AF_INET, SOCK_STREAM, 0);
libc.setsockopt(listener, SOL_SOCKET, SO_RCVBUF, ptr(small), 4);
if (libc.bind(listener, ptr(place), place.length) < 0) throw new Error("bind failed");
if (libc.listen(listener, 8) < 0) throw new Error("listen failed");

/** Slowly enough for each byte to travel alone. */
const AT_ONCE = 4;

async function fill(): Promise<void> {
  const near = libc.socket(AF_INET, SOCK_STREAM, 0);
  libc.setsockopt(near, IPPROTO_TCP, TCP_NODELAY, ptr(one), 4);
  if (libc.connect(near, ptr(place), place.length) < 0) throw new Error("connect failed");
  const far = libc.accept(listener, null, null);
  for (let sent = 0; sent < BYTES; sent++) {
    libc.send(near, ptr(one), 1, MSG_DONTWAIT);
    if (sent % AT_ONCE === 0) await sleep(1);
  }
  libc.close(near);
  libc.close(far);
}

for (;;) await Promise.all([fill(), fill(), fill(), fill()]);
