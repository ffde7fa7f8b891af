import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootedPath } from "./rooted-path.ts";

test("links and dots stay below the root", () => {
  const root = mkdtempSync(join(tmpdir(), "rooted-"));
  mkdirSync(join(root, "run"));
  mkdirSync(join(root, "var"));
  symlinkSync("/run", join(root, "var/run"));
  symlinkSync("loop", join(root, "loop"));
  expect(rootedPath(root, "/var/run/docker.sock")).toBe(join(root, "run/docker.sock"));
  expect(rootedPath(root, "/../../run/./docker.sock")).toBe(join(root, "run/docker.sock"));
  expect(rootedPath(root, "/loop/x")).toBeNull();
  expect(rootedPath(root, "docker.sock")).toBeNull();
  rmSync(root, { recursive: true });
});
