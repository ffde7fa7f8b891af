import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FILES = 600;
const directory = mkdtempSync(join(tmpdir(), "casebook-inodes-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What a process of its own sees that asks about all files in one loop, and has that loop compiled at a known round. */
async function timesInHotLoop(): Promise<unknown> {
  const program = `
    import { askPath, Inode } from ${JSON.stringify(join(import.meta.dir, "directory.ts"))};
    const inode = new Inode();
    const names = Array.from({ length: ${FILES} }, (_, at) => ${JSON.stringify(directory)} + "/" + at);
    const seen = names.flatMap((name) => {
      if (askPath(name, inode) !== 0) return [];
      const { changed, modified, links, isDirectory } = inode;
      return [{ changed, modified, links, isDirectory }];
    });
    console.log(JSON.stringify(seen.map(({ modified }) => modified)));`;
  const child = Bun.spawn([process.execPath, "-e", program], {
    env: { ...process.env, BUN_JSC_useConcurrentJIT: "0" },
    stdout: "pipe",
  });
  return JSON.parse(await new Response(child.stdout).text());
}

test("each of many inodes is told as it is, also by compiled code", async () => {
  const times = Array.from({ length: FILES }, (_, at) => 1_000_000 + 7 * at);
  for (const [at, time] of times.entries()) {
    writeFileSync(join(directory, `${at}`), "");
    utimesSync(join(directory, `${at}`), time, time);
  }
  expect(await timesInHotLoop()).toEqual(times);
});
