import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLabs } from "./testing/labs.ts";
import { add, closingLine, type Tally, tallyOfJunit } from "./testing/tally.ts";

/**
 * `npm test`: the tests beside the code, then every case's lab on this kernel, then one line with the total.
 * Words after `npm test --` go to `bun test`, and then no lab runs: somebody is after a single test.
 */
const ROOT = join(import.meta.dir, "..");

const words = process.argv.slice(2);
const tests = await runTests(words);
const labs = words.length > 0 ? undefined : await runLabs(join(ROOT, "bin/casebook"));
const total = labs === undefined ? tests : add(tests, labs.tally);

if (labs !== undefined && labs.leftOut.length > 0) {
  console.log(`\nLeft out (${total.skipped}):`);
  for (const line of labs.leftOut) console.log(`  ${line}`);
}
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function runTests(filter: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "casebook-test-"));
  try {
    const report = join(folder, "junit.xml");
    const command = [
      process.execPath,
      "test",
      // A bound for what hangs, not a measure: the machine may be busy.
      "--timeout=60000",
      "--reporter=junit",
      `--reporter-outfile=${report}`,
      ...filter,
    ];
    const child = Bun.spawn(command, {
      cwd: ROOT,
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
    });
    const status = await child.exited;
    const file = Bun.file(report);
    return tallyOfJunit((await file.exists()) ? await file.text() : undefined, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
