import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerRoots } from "./docker-roots.ts";

const tree = mkdtempSync(join(tmpdir(), "casebook-roots-"));
afterAll(() => rmSync(tree, { recursive: true }));

test("a mounted host's data root may be an absolute link, which leads nowhere on this machine", () => {
  mkdirSync(join(tree, "var/lib"), { recursive: true });
  expect(dockerRoots(tree, [])).toEqual([]);
  symlinkSync("/data of/docker", join(tree, "var/lib/docker"));
  const path = "/var/lib/docker";
  expect(dockerRoots(tree, [])).toEqual([{ path, local: join(tree, path), pid: null }]);
});
