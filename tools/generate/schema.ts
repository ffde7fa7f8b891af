import { createGenerator } from "ts-json-schema-generator";
import { join } from "node:path";
import type { Tree } from "../check/tree.ts";

const REPORT_TYPE = "src/contract/report.ts";

/** `schema/report.v1.json`: the JSON Schema of the type `Report`. Additions are free, so unknown members are allowed. */
export function generatedSchema(tree: Tree): Map<string, string> {
  const generator = createGenerator({
    path: join(tree.root, REPORT_TYPE),
    tsconfig: join(tree.root, "tsconfig.json"),
    type: "Report",
    additionalProperties: true,
    skipTypeCheck: true,
    // A reference at the top would hide its neighbours `$id` and `title` from draft-07 validators.
    topRef: false,
  });
  const { $schema, ...rest } = generator.createSchema("Report");
  const schema = {
    $schema,
    $id: "casebook/report/v1",
    title: "Casebook report, version 1",
    ...rest,
  };
  return new Map([["schema/report.v1.json", `${JSON.stringify(schema, null, 2)}\n`]]);
}
