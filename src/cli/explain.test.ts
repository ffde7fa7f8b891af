import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "#cases/index.ts";
import { relatedTo } from "./explain.ts";

const main = join(import.meta.dir, "main.ts");

function explain(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "explain", ...words], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return { status, stdout, stderr };
}

test("a guide is printed as it is written, in the language asked for", () => {
  for (const language of ["en", "zh"]) {
    const file = join(import.meta.dir, `../cases/mount-table-leak/guide.${language}.md`);
    expect(explain("mount-table-leak", "--format", "md", "--lang", language)).toEqual({
      status: 0,
      stdout: readFileSync(file, "utf8"),
      stderr: "",
    });
  }
});

test("a guide for people keeps its commands whole and has no escape sequences in a pipe", () => {
  const { status, stdout } = explain("mount-table-leak");
  expect(status).toBe(0);
  expect(stdout).toContain("nsenter --target=PID --mount -- mount --make-rprivate /");
  expect(stdout).not.toContain("\u001b");
  expect(stdout).not.toContain("```");
});

test("a command below an item of a list is whole too, with nothing before it", () => {
  const { stdout } = explain("disk-usage-gap");
  expect(stdout).toContain("\n    truncate -s 0 /proc/PID/fd/N\n");
  expect(stdout).not.toContain("| truncate");
});

test("an unknown case or format is wrong usage", () => {
  expect(explain("no-such-case")).toMatchObject({ status: 2, stdout: "" });
  expect(explain("mount-table-leak", "--format", "html")).toMatchObject({ status: 2, stdout: "" });
});

test("the cases that a guide names are its links, itself left out", () => {
  const [first, second] = cases.map(({ id }) => id);
  expect(relatedTo(first ?? "", `see \`${second}\`, ${first} and not-a-case; ${second}`)).toEqual([
    second ?? "",
  ]);
});
