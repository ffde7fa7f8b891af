import { version } from "./version.ts";

/** The word of an isolated reader (`#host/isolated.ts`), spelled here so that nothing is loaded before it is needed. */
const READER = "__fetch";

const [, , word] = process.argv;
if (word === "--version" || word === "-V") {
  console.log(version);
} else if (word === READER) {
  const { readerMain } = await import("#host/reader.ts");
  await readerMain();
} else {
  const { main } = await import("./program.ts");
  // A read that hangs in the kernel must not keep a finished program: leave at once.
  process.exit(await main(process.argv));
}
