import { sleep, write } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, must, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `full-sockets CONNECTIONS MEBIBYTES read|keep READY`: so many TCP connections to itself over the loopback interface,
 * each with a receive buffer of so many MiB, filled from the other end. `read` takes what arrives at the other end out
 * again, `keep` leaves it there. Writes the file READY when no more goes in, and stays until it is ended.
 */
const [connections = "", mebibytes = "", mode = "", ready = ""] = process.argv.slice(2);

// linux include/uapi/asm-generic/socket.h
const SOL_SOCKET = 1;
const [SO_SNDBUFFORCE, SO_RCVBUFFORCE] = [32, 33];
const [MSG_DONTWAIT, MSG_NOSIGNAL] = [0x40, 0x4000];
const ADDRESS = socketAddress("127.0.0.1", 8080);
const CHUNK = new Uint8Array(256 * 1024);

function openSocket(): number {
  const fd = must(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
  const receive = new Int32Array([Number(mebibytes) * 1024 * 1024]);
  const send = new Int32Array([CHUNK.length]);
  must(libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, ptr(receive), 4), "SO_RCVBUFFORCE");
  must(libc.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, ptr(send), 4), "SO_SNDBUFFORCE");
  return fd;
}

const listener = openSocket();
must(libc.bind(listener, ptr(ADDRESS), ADDRESS.length), "bind");
must(libc.listen(listener, 16), "listen");
const pairs = Array.from({ length: Number(connections) }, () => {
  const near = openSocket();
  must(libc.connect(near, ptr(ADDRESS), ADDRESS.length), "connect");
  return { near, far: must(libc.accept(listener, null, null), "accept") };
});

const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
/** Where everything is read, more goes in for ever. */
const MOST_ROUNDS = 64;
let rounds = 0;
/** Windows open while acknowledgements are on their way: full is what takes nothing this often in a row. */
const IDLE_ROUNDS = 5;
let idle = 0;
while (idle < IDLE_ROUNDS) {
  let went = false;
  for (const { near, far } of pairs) {
    if (Number(libc.send(near, ptr(CHUNK), CHUNK.length, flags)) > 0) went = true;
    if (mode === "read") while (Number(libc.recv(far, ptr(CHUNK), CHUNK.length, flags)) > 0);
  }
  rounds++;
  idle = went && rounds < MOST_ROUNDS ? 0 : idle + 1;
  if (!went) await sleep(20);
}
await write(ready, "");
await sleep(60_000);
