import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compareGenerated } from "../check/generated.ts";
import { diskTree } from "../check/tree.ts";
import { generatedIndexes } from "./indexes.ts";
import { generatedSchema } from "./schema.ts";

/** `npm run generate`: writes every generated file; with `--check` it only says which are stale. */
const root = join(import.meta.dir, "../..");
const tree = diskTree(root);
const fresh = new Map([...generatedIndexes(tree), ...generatedSchema(tree)]);
const stale = new Set(compareGenerated(tree, fresh).map((violation) => violation.path));
const check = process.argv.includes("--check");

for (const [path, text] of fresh) {
  if (!stale.has(path)) continue;
  console.log(check ? `${path} is stale` : `${path} written`);
  if (check) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
if (check && stale.size > 0) process.exitCode = 1;
