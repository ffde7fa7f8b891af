import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import type { Report } from "#contract/report.ts";

const path = join(import.meta.dir, "../../schema/report.v1.json");
const validate = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readFileSync(path, "utf8")) as object,
);

/** What in a report breaks `schema/report.v1.json`; nothing if it is valid. */
export function schemaErrors(report: Report): string[] {
  return validate(report)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
}
