import { sleep, write } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, must, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `close-wait ADDRESS PORT COUNT EVERY_MS CLOSE_AFTER_MS READY`: a server whose clients (itself) connect, say five bytes
 * and close. It reads them, and closes after so many milliseconds, or never (`never`), or does not even accept (`refuse`).
 * COUNT connections at once, then one more each EVERY_MS (0: no more). Writes the file READY after the first COUNT.
 */
const [address = "", port = "", count = "", every = "", closeAfter = "", ready = ""] =
  process.argv.slice(2);

const place = socketAddress(address, Number(port));
const bytes = new Uint8Array([104, 101, 108, 108, 111]);

const listener = must(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
must(libc.bind(listener, ptr(place), place.length), "bind");
must(libc.listen(listener, 1024), "listen");

async function serveOne(): Promise<void> {
  const near = must(libc.socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(libc.connect(near, ptr(place), place.length), "connect");
  libc.send(near, ptr(bytes), bytes.length, 0);
  if (closeAfter === "refuse") {
    libc.close(near);
    return;
  }
  const far = must(libc.accept(listener, null, null), "accept");
  libc.recv(far, ptr(bytes), bytes.length, 0);
  libc.close(near);
  if (closeAfter === "never") return;
  await sleep(Number(closeAfter));
  libc.close(far);
}

const running: Promise<void>[] = [];
for (let made = 0; made < Number(count); made++) running.push(serveOne());
await write(ready, "");
while (Number(every) > 0) {
  await sleep(Number(every));
  running.push(serveOne());
}
await sleep(120_000);
await Promise.all(running);
