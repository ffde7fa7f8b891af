import { sleep, write } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, SOCK_NONBLOCK, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `listen-queue ADDRESS PORT BACKLOG EVERY_MS AT_ONCE READY`: listens, and accepts so many connections each so many
 * milliseconds (0: none, ever), closing each at once. Writes the file READY when it listens.
 */
const [address = "", port = "", backlog = "", every = "", atOnce = "", ready = ""] =
  process.argv.slice(2);

const here = socketAddress(address, Number(port));

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
