import { factIds } from "../../generate/indexes.ts";
import type { Rule } from "../rule.ts";

export const factSamples: Rule = {
  name: "fact-samples",
  says: "every fact has a test beside it and samples of real kernels",
  check: (tree) =>
    factIds(tree).flatMap((id) => {
      const path = `src/facts/${id}.ts`;
      const samples = `src/facts/${id}.samples/`;
      const missing = [
        ...(tree.has(`src/facts/${id}.test.ts`) ? [] : ["has no test beside it"]),
        ...(tree.files().some((file) => file.startsWith(samples))
          ? []
          : [`has no samples in ${samples}`]),
      ];
      return missing.map((message) => ({ path, line: 1, message }));
    }),
};
