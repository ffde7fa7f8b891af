import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { distrust } from "./canary.ts";
import type { Rule } from "./rule.ts";

const PROJECT = join(import.meta.dir, "../..");

/** Finds the files below src/ that hold what the pattern says. */
function ruleNamed(name: string, pattern: RegExp): Rule {
  return {
    name,
    says: "no line is bad",
    check: (tree) =>
      tree
        .files()
        .filter((path) => path.startsWith("src/") && pattern.test(tree.read(path)))
        .map((path) => ({ path, line: 1, message: "is bad" })),
  };
}

async function judgeWith(pattern: RegExp, canary: string | undefined): Promise<string | undefined> {
  const project = mkdtempSync(join(tmpdir(), "casebook-project-"));
  try {
    for (const name of [
      ".gitignore",
      ".oxfmtrc.json",
      ".oxlintrc.json",
      "knip.jsonc",
      "package.json",
      "tsconfig.json",
    ]) {
      symlinkSync(join(PROJECT, name), join(project, name));
    }
    mkdirSync(join(project, "tools/check/canaries"), { recursive: true });
    if (canary !== undefined)
      await Bun.write(join(project, "tools/check/canaries/no-bad.txtar"), canary);
    return await distrust(ruleNamed("no-bad", pattern), project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

const CANARY = "caught src/a.ts:1\n-- src/a.ts --\nbad\n-- src/b.ts --\ngood\n";

test("a rule that finds exactly what its canary names is trusted", async () => {
  expect(await judgeWith(/bad/, CANARY)).toBeUndefined();
});

test("a rule that misses a violation is blind", async () => {
  expect(await judgeWith(/worse/, CANARY)).toContain("blind: it misses src/a.ts:1");
});

test("a rule that reports a harmless file sees ghosts", async () => {
  expect(await judgeWith(/bad|good/, CANARY)).toContain("sees ghosts: it reports src/b.ts:1");
});

test("a rule without a canary, or with one that demands nothing, is not trusted", async () => {
  expect(await judgeWith(/bad/, undefined)).toContain("has no canary");
  expect(await judgeWith(/bad/, "-- src/a.ts --\nbad\n")).toContain("demands nothing");
});
