import { sleep, write } from "bun";
import { ptr } from "bun:ffi";
import { AF_INET, errno, libc, SOCK_STREAM, socketAddress } from "./sockets.ts";

/**
 * `tcp-pairs ADDRESS FIRST_PORT DESTINATIONS COUNT connect|bind client|server|nobody READY [PAUSE_MS]`: connects to itself, COUNT
 * times to each of so many ports of ADDRESS, listening there itself. `bind` lets the kernel choose the source port before
 * the destination is known. Of each pair the named end is closed first, or none. Rests after each round for so
 * many milliseconds. Writes what became of it to READY, as
 * JSON, and stays until it is ended.
 */
const [
  address = "",
  firstPort = "",
  destinations = "",
  count = "",
  how = "",
  closer = "",
  ready = "",
  pause = "",
] = process.argv.slice(2);

// linux include/uapi/asm-generic/errno.h
const NAMES: Readonly<Record<number, string>> = { 98: "EADDRINUSE", 99: "EADDRNOTAVAIL" };

const errorName = (): string => NAMES[errno()] ?? `errno ${errno()}`;

function openSocket(): number {
  const fd = libc.socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) throw new Error("socket failed");
  return fd;
}

const summary = { made: 0, failed: 0, error: "" };

/** @returns the near end; null if the kernel had no port. */
function connectTo(port: number): number | null {
  const near = openSocket();
  const there = socketAddress(address, port);
  const any = socketAddress(address, 0);
  const bound = how !== "bind" || libc.bind(near, ptr(any), any.length) === 0;
  if (bound && libc.connect(near, ptr(there), there.length) === 0) return near;
  summary.failed++;
  summary.error = errorName();
  libc.close(near);
  return null;
}

const listeners = Array.from({ length: Number(destinations) }, (_, index) => {
  const port = Number(firstPort) + index;
  const fd = openSocket();
  const here = socketAddress(address, port);
  if (libc.bind(fd, ptr(here), here.length) < 0) throw new Error("bind failed");
  if (libc.listen(fd, 16) < 0) throw new Error("listen failed");
  return { fd, port };
});
for (let made = 0; made < Number(count); made++) {
  for (const listener of listeners) {
    const near = connectTo(listener.port);
    if (near === null) continue;
    summary.made++;
    const far = libc.accept(listener.fd, null, null);
    if (closer === "nobody") continue;
    for (const end of closer === "client" ? [near, far] : [far, near]) libc.close(end);
  }
  if (Number(pause) > 0) await sleep(Number(pause));
}
await write(ready, JSON.stringify(summary));
await sleep(120_000);
