import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Row } from "./bench.ts";

/** `npm run bench [-- NAME…]`: builds the executable and measures it beside the tools a user would otherwise run. */
const FRAME = new Set(["bench.ts", "main.ts", "measure.ts"]);

function line({ what, ours, theirs, unit, aim, isAtLeast }: Row): string {
  const measured = theirs === null ? ours : ours / theirs;
  const mark = (isAtLeast ? measured >= aim : measured <= aim) ? "✓" : "✗";
  const limit = theirs === null ? `${aim} ${unit}` : String(Number(aim.toPrecision(3)));
  const beside =
    theirs === null ? "" : `  theirs ${theirs.toFixed(4)} ${unit}  ratio ${measured.toFixed(4)}`;
  return `${mark} ${what.padEnd(56)}  ours ${ours.toFixed(4)} ${unit}${beside}  aim ${isAtLeast ? "≥" : "≤"} ${limit}`;
}

function build(): void {
  const script = join(import.meta.dir, "../tools/build.ts");
  const { success } = Bun.spawnSync([process.execPath, script], {
    stdout: "ignore",
    stderr: "inherit",
  });
  if (!success) throw new Error("dist/casebook could not be built");
}

build();
const asked = process.argv.slice(2);
const files = readdirSync(import.meta.dir).filter(
  (name) => name.endsWith(".ts") && !FRAME.has(name),
);
for (const file of files.toSorted()) {
  const { default: bench } = (await import(join(import.meta.dir, file))) as { default: Bench };
  if (asked.length > 0 && !asked.includes(bench.name)) continue;
  console.log(`# ${bench.name}`);
  try {
    for (const row of (await bench.measure()).rows) console.log(line(row));
  } catch (error) {
    console.log(`– left out: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
