import { sleep, write } from "bun";
import { dlopen, ptr } from "bun:ffi";

/**
 * `listen-queue ADDRESS PORT BACKLOG EVERY_MS AT_ONCE READY`: listens, and accepts so many connections each so many
 * milliseconds (0: none, ever), closing each at once. Writes the file READY when it listens.
 */
const [address = "", port = "", backlog = "", every = "", atOnce = "", ready = ""] =
  process.argv.slice(2);

const libc = dlopen("libc.so.6", {
  socket: { args: ["int", "int", "int"], returns: "int" },
  bind: { args: ["int", "ptr", "u32"], returns: "int" },
  listen: { args: ["int", "int"], returns: "int" },
  accept: { args: ["int", "ptr", "ptr"], returns: "int" },
  close: { args: ["int"], returns: "int" },
}).symbols;

// linux include/linux/socket.h, include/linux/net.h
const [AF_INET, SOCK_STREAM, SOCK_NONBLOCK] = [2, 1, 0o4000];
const octets = address.split(".").map(Number);
const number = Number(port);
const here = new Uint8Array([
  ...[AF_INET, 0, number >> 8, number & 255],
  ...[...octets, 0, 0, 0, 0, 0, 0, 0, 0],
]);

const listener = libc.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
if (libc.bind(listener, ptr(here), here.length) < 0) throw new Error("bind failed");
if (libc.listen(listener, Number(backlog)) < 0) throw new Error("listen failed");
await write(ready, "");
while (Number(every) > 0) {
  await sleep(Number(every));
  for (let taken = 0; taken < Number(atOnce); taken++) {
    const fd = libc.accept(listener, null, null);
    if (fd < 0) break;
    libc.close(fd);
  }
}
await sleep(120_000);
