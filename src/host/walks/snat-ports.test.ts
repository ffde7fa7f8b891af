import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import walk from "./snat-ports.ts";

const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "snat-ports-"));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const flow = (port: number, from = "10.0.1.2") =>
  [
    `ipv4     2 udp      17 28 src=${from} dst=10.0.9.2 sport=40000 dport=53 [UNREPLIED]`,
    `src=10.0.9.2 dst=10.0.9.1 sport=53 dport=${port} mark=0 zone=0 use=2`,
  ].join(" ");
const run = (root: string, ...targets: readonly string[]) =>
  walk.run({ root, targets, dockerRoots: [] });

test("a snapshot's own table and that of a namespace are summed up apart", () => {
  const root = tree({
    "proc/net/nf_conntrack": [5000, 5001, 5002].map((port) => flow(port)).join("\n"),
    "netns/4026532177/proc/net/nf_conntrack": `${flow(40_000, "10.0.9.1")}\n`,
  });
  expect(run(root, "0", "4026532177")).toBe(
    [
      "net:[0] entries=3",
      "udp 10.0.9.1 10.0.9.2 53 ports=3 translated=3 lowest=5000 highest=5002",
      "net:[4026532177] entries=1",
      "",
    ].join("\n"),
  );
  expect(run(root, "4026532177")).toBe("net:[4026532177] entries=1\n");
});

test("lines cut between two reads are whole again", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => flow(1024 + index)).join("\n");
  expect(run(tree({ "proc/net/nf_conntrack": many }), "0")).toContain(
    "net:[0] entries=20000\nudp 10.0.9.1 10.0.9.2 53 ports=20000 translated=20000 lowest=1024 highest=21023\n",
  );
});

test("a link out of the snapshot is not followed, and a missing table is left out", () => {
  const outside = tree({ secret: flow(5000) });
  const root = tree({ "proc/net/stat/x": "" });
  symlinkSync(join(outside, "secret"), join(root, "proc/net/nf_conntrack"));
  expect(run(root, "0")).toBe("");
});
