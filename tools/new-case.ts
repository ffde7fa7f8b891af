import { caseIds, camelCase } from "./generate/indexes.ts";
import { diskTree } from "./check/tree.ts";
import { generate } from "./generate/write.ts";
import { join } from "node:path";
import { writeTemplate } from "./scaffold/template.ts";

/**
 * `npm run new-case -- ID`: a case's folder. ID is the noun phrase of the failing state: `conntrack-table-full`.
 * The new case judges by a stand-in and has empty words; its test fails until overlays show it present and absent.
 */
const [id, ...rest] = process.argv.slice(2);
const isNoun =
  id !== undefined && /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id) && !id.startsWith("no-");

if (!isNoun || rest.length > 0) {
  console.error("usage: npm run new-case -- ID    (the failing state: conntrack-table-full)");
  process.exitCode = 2;
} else {
  for (const path of [...writeTemplate("case", { id, name: camelCase(id) }), ...generate()])
    console.log(path);
  const count = caseIds(diskTree(join(import.meta.dir, ".."))).length;
  console.log(
    `case ${count}. Next: needs and diagnose in case.ts, words in messages.ts, the fault in lab.ts; then`,
  );
  console.log(
    `bin/casebook lab prove ${id} --capture src/cases/${id}/overlays writes the overlays`,
  );
}
