import { dlopen, ptr } from "bun:ffi";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sleep, write } from "bun";

/**
 * `watch-files INSTANCES WATCHES DIRECTORY READY`: so many inotify instances, the first of which watches so many
 * directories below DIRECTORY, or as many of either as the kernel allows. Writes the file READY with `instances watches`,
 * and stays until it is ended.
 */
const [instances = "", watches = "", directory = "", ready = ""] = process.argv.slice(2);

const libc = dlopen("libc.so.6", {
  inotify_init1: { args: ["int"], returns: "int" },
  inotify_add_watch: { args: ["int", "ptr", "u32"], returns: "int" },
}).symbols;
// linux include/uapi/linux/inotify.h
const IN_MODIFY = 2;

const held: number[] = [];
while (held.length < Number(instances)) {
  const fd = libc.inotify_init1(0);
  if (fd < 0) break;
  held.push(fd);
}
let watched = 0;
while (watched < Number(watches)) {
  const path = join(directory, String(watched));
  mkdirSync(path, { recursive: true });
  if (libc.inotify_add_watch(held[0] ?? -1, ptr(Buffer.from(`${path}\0`)), IN_MODIFY) < 0) break;
  watched++;
}
await write(ready, `${held.length} ${watched}`);
await sleep(60_000);
