import { version } from "./version.ts";

/** The words of an isolated reader (`#host/isolated.ts`) and of a lab's program (`#lab/programs.ts`), spelled here so that nothing is loaded before it is needed. */
const READER = "__fetch";
const LAB_PROGRAM = "__lab";

const [, , word] = process.argv;
if (word === "--version" || word === "-V") {
  console.log(version);
} else if (word === READER) {
  const { readerMain } = await import("#host/reader.ts");
  await readerMain();
  // Its own end of stdin may be open still.
  process.exit(0);
} else if (word === LAB_PROGRAM) {
  const { labProgramMain } = await import("#lab/programs.ts");
  await labProgramMain();
} else {
  const { main } = await import("./program.ts");
  const status = await main(process.argv);
  const { endReaders } = await import("#host/isolated.ts");
  await endReaders();
  // A read that hangs in the kernel must not keep a finished program: leave at once.
  process.exit(status);
}
