import { generatedSchema } from "../../generate/schema.ts";
import { compareGenerated } from "../generated.ts";
import type { Rule } from "../rule.ts";

export const generatedSchemaFresh: Rule = {
  name: "generated-schema",
  says: "the published JSON Schema of the report is what its type says",
  check: (tree) => compareGenerated(tree, generatedSchema(tree)),
};
