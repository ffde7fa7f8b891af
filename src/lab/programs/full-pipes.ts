import { sleep, write } from "bun";
import { dlopen, ptr } from "bun:ffi";

/**
 * `full-pipes PIPES READY`: so many pipes of 1 MiB (`fs.pipe-max-size`), written full and never read. Writes the file READY when they are,
 * and stays until it is ended.
 */
const [pipes = "", ready = ""] = process.argv.slice(2);

const libc = dlopen("libc.so.6", {
  pipe2: { args: ["ptr", "int"], returns: "int" },
  fcntl: { args: ["int", "int", "int"], returns: "int" },
  write: { args: ["int", "ptr", "u64"], returns: "i64" },
}).symbols;

// linux include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h
const [O_NONBLOCK, F_SETPIPE_SZ] = [0o4000, 1031];
const SIZE = 1024 * 1024;
const CHUNK = new Uint8Array(SIZE);

for (let made = 0; made < Number(pipes); made++) {
  const ends = new Int32Array(2);
  const [, into = -1] = libc.pipe2(ptr(ends), O_NONBLOCK) === 0 ? ends : [];
  if (libc.fcntl(into, F_SETPIPE_SZ, SIZE) < 0) throw new Error("F_SETPIPE_SZ failed");
  while (Number(libc.write(into, ptr(CHUNK), CHUNK.length)) > 0);
}
await write(ready, "");
await sleep(60_000);
