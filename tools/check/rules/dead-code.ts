import { runProgram, violationsIn } from "../program.ts";
import type { Rule } from "../rule.ts";

export const deadCode: Rule = {
  name: "dead-code",
  says: "every file, export and dependency is used (knip)",
  async check(tree) {
    const output = await runProgram(
      tree,
      "knip",
      "--reporter",
      "compact",
      "--no-progress",
      "--no-config-hints",
    );
    return violationsIn(
      output,
      /^(?<path>[\w.#@-]+(\/[\w.#@-]+)*\.\w+)(:(?<at>\d+):\d+)?(: (?<message>.*))?$/,
    );
  },
};
