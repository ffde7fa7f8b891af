import type { Violation } from "./rule.ts";
import type { Tree } from "./tree.ts";

/** Where the files on disk differ from what the generator would write now. */
export function compareGenerated(tree: Tree, fresh: ReadonlyMap<string, string>): Violation[] {
  return [...fresh].flatMap(([path, expected]): Violation[] => {
    if (!tree.has(path)) return [{ path, line: 1, message: "is missing: run npm run generate" }];
    const found = tree.read(path).split("\n");
    const wanted = expected.split("\n");
    const differs = wanted.findIndex((line, index) => line !== found[index]);
    if (differs === -1 && found.length === wanted.length) return [];
    const line = differs === -1 ? wanted.length : differs + 1;
    return [{ path, line, message: "is stale: run npm run generate" }];
  });
}
