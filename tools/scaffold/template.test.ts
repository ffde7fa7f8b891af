import { expect, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { factSlots } from "./fact-slots.ts";
import { fill, writeTemplate } from "./template.ts";

const PROJECT = join(import.meta.dir, "../..");

test("fill() puts each slot's value everywhere, in paths and texts alike", () => {
  expect(fill("src/cases/__id__/__id__.ts of __title__", { id: "a-leak", title: "A leak" })).toBe(
    "src/cases/a-leak/a-leak.ts of A leak",
  );
});

test("fill() refuses a slot without a value", () => {
  expect(() => fill("__id__ __name__", { id: "a" })).toThrow("__name__");
});

test("a template overwrites nothing", () => {
  inScratch((root) => {
    writeTemplate("fact", factSlots("proc/zzz"), root);
    expect(() => writeTemplate("fact", factSlots("proc/zzz"), root)).toThrow(
      "src/facts/proc/zzz.ts",
    );
  });
});

test("what the templates make compiles", () => {
  inScratch((root) => {
    for (const id of ["proc/net/zzz_stat", "cmd/zzz-s", "walk/zzz"])
      writeTemplate("fact", factSlots(id), root);
    writeTemplate("case", { id: "zzz-leak", name: "zzzLeak" }, root);
    const compiler = Bun.spawnSync([
      join(PROJECT, "node_modules/.bin/tsc"),
      "-p",
      root,
      "--pretty",
      "false",
    ]);
    expect(compiler.stdout.toString()).toBe("");
    expect(compiler.exitCode).toBe(0);
  });
}, 30_000);

/** A project with the sources of this one, but with room for new facts and cases. */
function inScratch(act: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "casebook-scaffold-"));
  try {
    copyFileSync(join(PROJECT, "package.json"), join(root, "package.json"));
    const only = { extends: join(PROJECT, "tsconfig.json"), include: ["src/cases", "src/facts"] };
    writeFileSync(join(root, "tsconfig.json"), JSON.stringify(only));
    symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
    mkdirSync(join(root, "src/facts/proc"), { recursive: true });
    for (const name of readdirSync(join(PROJECT, "src"))) {
      if (name !== "facts" && name !== "cases")
        symlinkSync(join(PROJECT, "src", name), join(root, "src", name));
    }
    symlinkSync(join(PROJECT, "src/facts/proc/stat.ts"), join(root, "src/facts/proc/stat.ts"));
    act(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
