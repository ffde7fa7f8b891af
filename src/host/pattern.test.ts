import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { below } from "./entries.ts";
import { expand } from "./pattern.ts";

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "casebook-pattern-"));
  for (const path of [
    "sys/class/net/eth0/queues/rx-0/rps_cpus",
    "sys/class/net/eth0/queues/rx-10/rps_cpus",
    "sys/class/net/eth0/queues/rx-2/rps_cpus",
    "sys/class/net/eth0/queues/tx-0/xps_cpus",
    "sys/class/net/lo/queues/rx-0/rps_cpus",
    "proc/1/comm",
    "proc/12/comm",
    "proc/self/comm",
    "proc/1a/comm",
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "0\n");
  }
});

afterAll(() => rmSync(root, { recursive: true }));

test("stars stand for parts of one segment, in the order of numbers", () => {
  const { found } = expand("/sys/class/net/*/queues/rx-*/rps_cpus", below(root));
  expect(found.map(({ match }) => match)).toEqual([
    ["eth0", "0"],
    ["eth0", "2"],
    ["eth0", "10"],
    ["lo", "0"],
  ]);
});

test("[0-9]* matches numbers only", () => {
  const { found } = expand("/proc/[0-9]*/comm", below(root));
  expect(found.map(({ path, match }) => [path, match])).toEqual([
    ["/proc/1/comm", ["1"]],
    ["/proc/12/comm", ["12"]],
  ]);
});

test("what is not there matches nothing and refuses nothing", () => {
  expect(expand("/sys/block/*/size", below(root))).toEqual({ found: [], refused: [] });
});
