import { ptr } from "bun:ffi";
import { openSync, writeFileSync } from "node:fs";
import { call, cString } from "#host/libc.ts";

/**
 * `mute-fuse MOUNTPOINT READY`: mounts a FUSE filesystem and answers nothing, not even the kernel's first question. Who
 * touches it waits in state D until this process ends.
 *
 * @see linux fs/fuse/dev.c fuse_get_req(): requests wait for FUSE_INIT
 */
const [point = "", ready = ""] = process.argv.slice(2);
const fd = openSync("/dev/fuse", "r+");
const options = `fd=${fd},rootmode=40000,user_id=0,group_id=0,allow_other`;
const [source, target, type, data] = ["mute", point, "fuse", options].map((text) => cString(text));
const done = call(
  "mount",
  source?.address ?? 0,
  target?.address ?? 0,
  type?.address ?? 0,
  0,
  data ? ptr(data.buffer) : 0,
);
if (done !== 0) throw new Error(`mount ${point}: errno ${-done}`);
writeFileSync(ready, "");
setInterval(() => undefined, 60_000);
