import { afterEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import processDescriptors from "./process-descriptors.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function tree(): string {
  const root = mkdtempSync(join(tmpdir(), "casebook-"));
  made.push(root);
  mkdirSync(join(root, "proc"));
  return root;
}

function process(root: string, pid: number, descriptors: number, kind: "links" | "files"): void {
  const place = join(root, "proc", String(pid));
  mkdirSync(join(place, "fd"), { recursive: true });
  writeFileSync(join(place, "comm"), "web\n");
  for (let fd = 0; fd < descriptors; fd++) {
    if (kind === "links") symlinkSync("/dev/null", join(place, "fd", String(fd)));
    else writeFileSync(join(place, "fd", String(fd)), "");
  }
}

const run = async (root: string): Promise<string> =>
  processDescriptors.run({ root, targets: [], dockerRoots: [] });

test("a snapshot without processes saw none", async () => {
  expect(await run(tree())).toBe("seen processes=0 unreadable=0 refused=0\n");
});

test("processes of a snapshot whose descriptors were not captured are not looked into", async () => {
  const root = tree();
  mkdirSync(join(root, "proc/7"));
  writeFileSync(join(root, "proc/7/comm"), "web\n");
  expect(await run(root)).toBe("seen processes=0 unreadable=1 refused=0\n");
});

test("one process without descriptors beside another that has some is a kernel thread", async () => {
  const root = tree();
  process(root, 2, 0, "links");
  process(root, 7, 3, "links");
  expect(await run(root)).toBe("seen processes=2 unreadable=0 refused=0\n");
});

test("plain files in place of links are counted, and do not tell what they lead to", async () => {
  const root = tree();
  process(root, 7, 60, "files");
  const [first, seen] = (await run(root)).split("\n");
  expect(first).toMatch(/^process pid=7 comm=web .*descriptors=60 /);
  expect(seen).toBe("seen processes=0 unreadable=1 refused=0");
});
