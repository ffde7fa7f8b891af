import { mmap, sleep, write } from "bun";

/** `map-file FILE READY`: maps a file shared, touches every page of it, writes the file READY, and stays until it is ended. */
const [file = "", ready = ""] = process.argv.slice(2);
const PAGE = 4096;

const mapped = mmap(file, { shared: true });
let sum = 0;
for (let at = 0; at < mapped.length; at += PAGE) sum += mapped[at] ?? 0;
await write(ready, `${sum}`);
await sleep(60_000);
// Used to the end, or the collector would unmap it before.
process.exitCode = mapped.length > 0 ? 0 : 1;
