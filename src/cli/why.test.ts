import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Report } from "#contract/report.ts";
import { schemaErrors } from "#testing/schema.ts";

const main = join(import.meta.dir, "main.ts");
const sick = join(import.meta.dir, "../../hosts/debian-12-guest-one-queue-flooded");

function why(words: readonly string[], input?: Uint8Array) {
  return spawnSync(process.execPath, [main, "why", ...words], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
    ...(input && { input }),
  });
}

function reportOf(words: readonly string[], input?: Uint8Array): Report {
  const { stdout, stderr } = why([...words, "--from", sick, "--format", "json"], input);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  expect(schemaErrors(report)).toEqual([]);
  return report;
}

test("the case that the host has comes first, with its verdict and the words that led to it", () => {
  const { status, stdout } = why(["ksoftirqd takes 100% of one CPU", "--from", sick]);
  expect(status).toBe(1);
  expect(stdout).toContain("✗ softirq-on-one-cpu  eth0");
  const { why: answer, verdicts } = reportOf(["ksoftirqd", "takes", "a", "CPU"]);
  expect(answer?.considered[0]).toMatchObject({ case: "softirq-on-one-cpu" });
  expect(answer?.considered[0]?.words).toContain("ksoftirqd");
  expect(verdicts[0]).toMatchObject({ case: "softirq-on-one-cpu", kind: "present" });
});

test("a log comes from standard input, packed or not", () => {
  const log = Buffer.from(
    "web-1 kernel: rcu: ok\nbash: ksoftirqd/0: fine\nmkdir: no space left on device\n",
  );
  const plain = reportOf(["-"], log).why;
  expect(plain).toMatchObject({ asked: null, lines: 3, bytes: log.length });
  expect(plain?.considered.length).toBeGreaterThan(0);
  expect(reportOf(["-"], gzipSync(log)).why).toEqual(plain as NonNullable<typeof plain>);
});

test("words that match nothing are said to, and the host is left alone", () => {
  const { status, stdout } = why(["xyzzy", "--from", sick]);
  expect(status).toBe(0);
  expect(stdout).toContain("No case knows these words.");
  expect(why([" "])).toMatchObject({ status: 2 });
  expect(why([])).toMatchObject({ status: 2 });
});
