import { sleep, write } from "bun";
import { dlopen, ptr, read } from "bun:ffi";

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

const libc = dlopen("libc.so.6", {
  socket: { args: ["int", "int", "int"], returns: "int" },
  bind: { args: ["int", "ptr", "u32"], returns: "int" },
  listen: { args: ["int", "int"], returns: "int" },
  connect: { args: ["int", "ptr", "u32"], returns: "int" },
  accept: { args: ["int", "ptr", "ptr"], returns: "int" },
  close: { args: ["int"], returns: "int" },
  __errno_location: { args: [], returns: "ptr" },
}).symbols;

// linux include/linux/socket.h, include/uapi/asm-generic/errno.h
const [AF_INET, SOCK_STREAM] = [2, 1];
const NAMES: Readonly<Record<number, string>> = { 98: "EADDRINUSE", 99: "EADDRNOTAVAIL" };

function socketAddress(port: number): Uint8Array {
  const octets = address.split(".").map(Number);
  return new Uint8Array([AF_INET, 0, port >> 8, port & 255, ...octets, 0, 0, 0, 0, 0, 0, 0, 0]);
}

function errorName(): string {
  const place = libc.__errno_location();
  const code = place === null ? 0 : read.i32(place, 0);
  return NAMES[code] ?? `errno ${code}`;
}

function openSocket(): number {
  const fd = libc.socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) throw new Error("socket failed");
  return fd;
}

const summary = { made: 0, failed: 0, error: "" };

/** @returns the near end; null if the kernel had no port. */
function connectTo(port: number): number | null {
  const near = openSocket();
  const there = socketAddress(port);
  const any = socketAddress(0);
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
  const here = socketAddress(port);
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
