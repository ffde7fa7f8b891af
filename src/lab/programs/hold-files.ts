import { closeSync, openSync } from "node:fs";
import { sleep, write } from "bun";

/**
 * `hold-files COUNT READY`: opens so many files, or as many as the kernel lets it if COUNT is `all`, writes the file
 * READY with their number, and stays until it is ended.
 */
const [count = "", ready = ""] = process.argv.slice(2);
const wanted = count === "all" ? Number.POSITIVE_INFINITY : Number(count);
// Kept for the time when there is no descriptor left to tell with.
const spare = openSync("/dev/null", "r");

const held: number[] = [];
while (held.length < wanted) {
  try {
    held.push(openSync("/dev/null", "r"));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EMFILE")) throw error;
    break;
  }
}
closeSync(spare);
await write(ready, `${held.length}`);
if (wanted === Number.POSITIVE_INFINITY) held.push(openSync("/dev/null", "r"));
await sleep(60_000);
