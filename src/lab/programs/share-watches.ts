import { dlopen, ptr } from "bun:ffi";
import { sleep, spawn, write } from "bun";

/**
 * `share-watches PROCESSES DIRECTORY READY`: one inotify instance that watches DIRECTORY and that so many children
 * inherit. Writes the file READY when they run, and stays until it is ended.
 */
const [processes = "", directory = "", ready = ""] = process.argv.slice(2);

const libc = dlopen("libc.so.6", {
  inotify_init1: { args: ["int"], returns: "int" },
  inotify_add_watch: { args: ["int", "ptr", "u32"], returns: "int" },
}).symbols;
// linux include/uapi/linux/inotify.h
const IN_MODIFY = 2;

const fd = libc.inotify_init1(0);
if (libc.inotify_add_watch(fd, ptr(Buffer.from(`${directory}\0`)), IN_MODIFY) < 0)
  throw new Error("inotify_add_watch failed");
for (let started = 0; started < Number(processes); started++)
  spawn(["sleep", "60"], { stdin: fd, stdout: "ignore", stderr: "ignore" }).unref();
await write(ready, "");
await sleep(60_000);
