import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadCases } from "#cli/cases.ts";
import { runCases } from "#engine/run.ts";
import { folderHost } from "#host/folder.ts";
import { buildReport } from "#report/build.ts";
import { expectGolden } from "./golden.ts";
import { schemaErrors } from "./schema.ts";

/** Snapshots of real hosts: what every case says of each is in git, so that a change shows what it says about them. */
const HOSTS = join(import.meta.dir, "../../hosts");
const names = (existsSync(HOSTS) ? readdirSync(HOSTS, { withFileTypes: true }) : [])
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(names)("every case says of %s what its report.json holds", async (name) => {
  const directory = join(HOSTS, name);
  expect(existsSync(join(directory, "HOST.md"))).toBe(true);
  const outcome = await runCases(folderHost([directory]), await loadCases([]), {
    named: new Set(),
  });
  const report = buildReport(outcome, "0.0.0", "en");
  expect(report.defects).toEqual([]);
  expect(schemaErrors(report)).toEqual([]);
  expectGolden(join(directory, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
});
