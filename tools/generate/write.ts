import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compareGenerated } from "../check/generated.ts";
import { diskTree } from "../check/tree.ts";
import { generatedIndexes } from "./indexes.ts";
import { generatedLane } from "./lane.ts";
import { generatedSchema } from "./schema.ts";

const ROOT = join(import.meta.dir, "../..");

/** Writes every generated file that is stale, and returns their paths; with `dry`, only returns them. */
export function generate(options: { dry: boolean } = { dry: false }): string[] {
  const tree = diskTree(ROOT);
  const fresh = new Map([
    ...generatedIndexes(tree),
    ...generatedSchema(tree),
    ...generatedLane(tree),
  ]);
  const stale = new Set(compareGenerated(tree, fresh).map((violation) => violation.path));
  for (const path of options.dry ? [] : stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), fresh.get(path) ?? "");
  }
  return [...stale];
}
