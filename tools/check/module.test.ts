import { expect, test } from "bun:test";
import { join } from "node:path";
import { parseModule } from "./module.ts";
import type { Tree } from "./tree.ts";

function treeOf(path: string, text: string): Tree {
  return { root: "/", files: () => [path], read: () => text, has: (other) => other === path };
}

test("every way to import is seen, with its line and the file it means", () => {
  const text = [
    'import type { Fact } from "#contract/fact.ts";',
    'import "./messages.ts";',
    'export * from "../../text/fields.ts";',
    'const loaded = import("#cases/a/case.ts");',
    'type Late = import("./remedy.ts").Remedy;',
    'import { Command } from "commander";',
    '// import "./commented.ts";',
    "const printed = 'import \"./quoted.ts\"';",
  ].join("\n");
  const { imports } = parseModule(treeOf("src/cases/a/case.ts", text), "src/cases/a/case.ts");
  expect(imports.map(({ line, target }) => `${line} ${target}`).toSorted()).toEqual([
    "1 src/contract/fact.ts",
    "2 src/cases/a/messages.ts",
    "3 src/text/fields.ts",
    "4 src/cases/a/case.ts",
    "5 src/cases/a/remedy.ts",
    "6 undefined",
  ]);
});

test("a file that is no TypeScript is an error, not an empty module", () => {
  expect(() => parseModule(treeOf(join("src", "a.ts"), "export const = 1"), "src/a.ts")).toThrow(
    SyntaxError,
  );
});
