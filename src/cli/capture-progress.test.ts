import { expect, test } from "bun:test";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const main = join(import.meta.dir, "main.ts");
const capture = readFileSync(
  join(import.meta.dir, "../cases/packet-loss/overlays/link-cut/capture.pcap"),
);

/** What a terminal shows (script(1) makes one) while a capture comes in slowly, through a named pipe. */
async function shown(milliseconds: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "capture-progress-"));
  const pipe = join(directory, "slow.pcap");
  Bun.spawnSync(["mkfifo", pipe]);
  const command = `${process.execPath} ${main} pcap ${pipe}`;
  const child = Bun.spawn(["script", "-qec", command, "/dev/null"], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
    env: { ...process.env, LC_ALL: "C.UTF-8", TERM: "dumb" },
  });
  const text = new Response(child.stdout).text();
  const writer = createWriteStream(pipe);
  const parts = 10;
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part, part + 1].map((at) => Math.floor((at / parts) * capture.length));
    writer.write(capture.subarray(from, to));
    await Bun.sleep(milliseconds / parts);
  }
  writer.end();
  const seen = await text;
  rmSync(directory, { recursive: true });
  return seen;
}

test("a terminal shows how far reading has got when it takes its time, and wipes it away", async () => {
  const seen = await shown(2500);
  expect(seen).toMatch(/\r\u001b\[2Kreading \S*slow\.pcap … [\d.]+ KiB/);
  const report = seen.slice(seen.lastIndexOf("\u001b[2K"));
  expect(report).toContain("packet-loss");
  expect(report).not.toContain("reading");
}, 30_000);
