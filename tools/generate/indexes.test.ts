import { expect, test } from "bun:test";
import type { Tree } from "../check/tree.ts";
import { camelCase, caseIds, factIds, generatedIndexes } from "./indexes.ts";

function treeOf(...paths: readonly string[]): Tree {
  return {
    root: "/",
    files: () => paths,
    read: () => "# Title\n\n## Symptoms\n\nIt hangs.\n",
    has: (path) => paths.includes(path),
  };
}

const TREE = treeOf(
  "src/cases/a-leak/case.ts",
  "src/cases/a-leak/guide.en.md",
  "src/cases/a-leak/lab.ts",
  "src/cases/b-gap/case.ts",
  "src/cases/b-gap/case.test.ts",
  "src/cases/b-gap/guide.zh.md",
  "src/facts/index.ts",
  "src/facts/proc/stat.test.ts",
  "src/facts/proc/stat.ts",
  "src/facts/cmd/conntrack-S.ts",
);

test("facts are the modules below src/facts, neither tests nor the index itself", () => {
  expect(factIds(TREE)).toEqual(["cmd/conntrack-S", "proc/stat"]);
});

test("cases are the folders with a case.ts, and only those with a lab.ts have a lab", () => {
  expect(caseIds(TREE)).toEqual(["a-leak", "b-gap"]);
  const registry = generatedIndexes(TREE).get("src/lab/registry.ts");
  expect(registry).toContain('"a-leak": () => import("#cases/a-leak/lab.ts")');
  expect(registry).not.toContain("b-gap");
});

test("the same files give the same text in any order", () => {
  const reversed = treeOf(...TREE.files().toReversed());
  expect(generatedIndexes(reversed)).toEqual(generatedIndexes(TREE));
});

test.each([
  ["proc/net/stat/nf_conntrack", "procNetStatNfConntrack"],
  ["cmd/conntrack-S", "cmdConntrackS"],
  ["sys/devices/9p", "sysDevices9p"],
])("camelCase(%p) is %p", (id, name) => {
  expect(camelCase(id)).toBe(name);
});

test("the page of cases links each guide, with its title and how it shows", () => {
  const pages = generatedIndexes(TREE);
  expect(pages.get("docs/cases/README.md")).toContain(
    "### [Title](../../src/cases/a-leak/guide.en.md)\n\n`a-leak`\n\nIt hangs.\n",
  );
  expect(pages.get("docs/cases/README.zh.md")).toContain("(../../src/cases/b-gap/guide.zh.md)");
});

test("two facts that would share one identifier are refused", () => {
  expect(() => generatedIndexes(treeOf("src/facts/cmd/a-b.ts", "src/facts/cmd/a_b.ts"))).toThrow(
    "one identifier",
  );
});
