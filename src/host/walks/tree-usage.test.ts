import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { treeUsage, type TreeUsage } from "./tree-usage.ts";

let top = "";
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "tree-usage-"));
});
afterAll(() => {
  Bun.spawnSync(["rm", "-rf", top]);
});

function make(name: string): string {
  const path = join(top, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function usage(path: string): TreeUsage {
  const read = treeUsage(path);
  if ("errno" in read) throw new Error(`errno ${read.errno}`);
  return read;
}

/** What du(1) says: bytes on the device, each inode once. */
function du(path: string): number {
  const { stdout } = Bun.spawnSync(["du", "-sx", "--block-size=1", path]);
  return Number(stdout.toString().split("\t", 1)[0]);
}

function expectAsDu(path: string): void {
  const { fileBytes, directoryBytes } = usage(path);
  expect(fileBytes + directoryBytes).toBe(du(path));
}

test("counts what du counts: holes not, hard links once, links themselves", () => {
  const path = make("mixed");
  writeFileSync(join(path, "data"), Buffer.alloc(300_000, 1));
  for (let link = 0; link < 5; link++)
    linkSync(join(path, "data"), join(make(`mixed/d${link}`), "hard"));
  writeFileSync(join(path, "sparse"), "");
  truncateSync(join(path, "sparse"), 5e9);
  symlinkSync("/etc", join(path, "away"));
  symlinkSync("x".repeat(200), join(path, "long"));
  expectAsDu(path);
  expect(usage(path)).toMatchObject({ files: 4, directories: 6, refused: 0, mountPoints: 0 });
});

test("takes any name", () => {
  const path = make("names");
  for (const name of ["...", "..x", ".y", "a\nb", "\u001b[2J", "-rf", "x".repeat(255), "\udcff"]) {
    writeFileSync(join(path, name), "1");
    writeFileSync(join(make(`names/d${name.slice(0, 250)}`), "inner"), "2");
  }
  Bun.spawnSync(["sh", "-c", "printf x > \"$0/$(printf '\\377\\376')\"", path]);
  expectAsDu(path);
  expect(usage(path).files).toBe(17);
});

test("goes deeper than a path may be long and than descriptors may be open", () => {
  // Two halves, one moved to the end of the other: no path that is used here is too long.
  const half = "sub/".repeat(600);
  const [path, below] = [make("deep"), make("below")];
  for (const part of [path, below]) {
    mkdirSync(join(part, half), { recursive: true });
    for (let depth = 0; depth < 600; depth++)
      writeFileSync(join(part, "sub/".repeat(depth), "file"), "x");
  }
  renameSync(join(below, "sub"), join(path, half, "sub"));
  expect(usage(path)).toMatchObject({ files: 1199, directories: 1201, refused: 0 });
});

test("reads a directory of more entries than one system call gives", () => {
  const path = make("wide");
  for (let index = 0; index < 1500; index++)
    writeFileSync(join(path, `${"a-rather-long-name-".repeat(4)}${index}`), "");
  expect(usage(path)).toMatchObject({ files: 1500, directories: 1 });
});

test("does not cross into another filesystem", () => {
  expect(usage("/dev")).toMatchObject({ refused: 0 });
  expect(usage("/dev").mountPoints).toBeGreaterThan(0);
});

test("tells what is not there", () => {
  expect(treeUsage(join(top, "gone"))).toEqual({ errno: 2 });
  writeFileSync(join(top, "file"), "");
  expect(treeUsage(join(top, "file"))).toEqual({ errno: 20 });
  rmSync(join(top, "file"));
});
