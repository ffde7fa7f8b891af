import { sleep } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, libc, SOCK_NONBLOCK, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `connect-bursts ADDRESS PORT EVERY_MS AT_ONCE BURSTS`: begins so many connections each so many milliseconds, and waits
 * for none of them; after so many bursts (0: no end) it keeps what it has. A connection is closed after half a second.
 */
const [address = "", port = "", every = "", atOnce = "", bursts = ""] = process.argv.slice(2);

const KEPT_MILLISECONDS = 500;
const there = socketAddress(address, Number(port));

async function burst(): Promise<void> {
  const opened = Array.from({ length: Number(atOnce) }, () => {
    const fd = libc.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    libc.connect(fd, ptr(there), there.length);
    return fd;
  });
  if (Number(bursts) > 0) return;
  await sleep(KEPT_MILLISECONDS);
  for (const fd of opened) libc.close(fd);
}

const running: Promise<void>[] = [];
for (let made = 0; Number(bursts) === 0 || made < Number(bursts); made++) {
  running.push(burst());
  await sleep(Number(every));
}
await sleep(120_000);
await Promise.all(running);
