import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const main = join(import.meta.dir, "main.ts");
const capture = join(
  import.meta.dir,
  "../cases/packet-loss/overlays/burst-at-the-sender/capture.pcap",
);

function fix(...words: readonly string[]) {
  const argv = [main, "fix", ...words, "--capture", capture];
  return spawnSync(process.execPath, argv, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
}

test("the plan of a finding in a capture is shown, by the case or by the connection's name", () => {
  const byCase = fix("packet-loss");
  expect(byCase.status).toBe(0);
  expect(byCase.stdout).toContain("smooth-sender");
  expect(byCase.stdout).toContain("locate-hop");
  const name = "packet-loss/10.91.1.2:55420 -> 10.91.2.2:8443";
  expect(fix(name).stdout).toBe(byCase.stdout);
  expect(fix(name.replace("->", "→")).stdout).toBe(byCase.stdout);
});

test("one remedy, in Chinese", () => {
  const { stdout, status } = fix("packet-loss", "--remedy", "locate-hop", "--lang", "zh");
  expect(status).toBe(0);
  expect(stdout).toContain("locate-hop");
  expect(stdout).not.toContain("smooth-sender");
  expect(stdout).toContain("同时抓包");
});

test.each([
  [["zero-window-stall"], "zero-window-stall"],
  [["packet-loss/nobody"], "nobody"],
  [["packet-loss", "--remedy", "magic"], "magic"],
])("%j is not there, and the status is 2", (words, said) => {
  const { stdout, stderr, status } = fix(...words);
  expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
  expect(stderr).toContain(said);
});
