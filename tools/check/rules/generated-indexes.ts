import { generatedIndexes } from "../../generate/indexes.ts";
import { compareGenerated } from "../generated.ts";
import type { Rule } from "../rule.ts";

export const generatedIndexesFresh: Rule = {
  name: "generated-indexes",
  says: "the indexes of facts, cases and labs are what `npm run generate` writes",
  check: (tree) => compareGenerated(tree, generatedIndexes(tree)),
};
