import { describe, expect, test } from "bun:test";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import { describeCase } from "#testing/describe-case.ts";
import inodeExhaustion from "./case.ts";
import { fillOf } from "./fill.ts";
import { tellingDirectories } from "./findings.ts";

describeCase(inodeExhaustion, import.meta.path);

const room = (more: Partial<FilesystemRoom>): FilesystemRoom => ({
  device: "8:1",
  type: "ext4",
  source: "/dev/sda1",
  point: "/",
  process: null,
  total: 1000,
  free: 500,
  available: 450,
  inodes: 100,
  inodesFree: 0,
  hasQuotas: false,
  line: 1,
  ...more,
});

describe("what counts as full", () => {
  test("inodes that are fixed, however full the space is", () => {
    expect(fillOf(room({}))).toBe(1);
    expect(fillOf(room({ available: 0 }))).toBe(1);
  });
  test("not those that are made of free space when there is none", () => {
    expect(fillOf(room({ type: "xfs", available: 10 }))).toBeNull();
    expect(fillOf(room({ type: "xfs" }))).toBe(1);
  });
  test("nothing where there is no number of inodes", () => {
    expect(fillOf(room({ type: "btrfs", inodes: 0 }))).toBeNull();
  });
});

test("directories that only lead to where the files are, are not told", () => {
  const directory = (path: string, entries: number, below: number) => ({
    path,
    entries,
    below,
    line: 1,
  });
  const told = tellingDirectories([
    directory("/", 20, 1000),
    directory("/var", 10, 980),
    directory("/var/spool", 700, 700),
    directory("/var/spool2", 20, 250),
    directory("/var/spool2/a", 230, 230),
  ]);
  expect(told.map(({ path }) => path)).toEqual(["/var", "/var/spool", "/var/spool2/a"]);
});
