import { runProgram, violationsIn } from "../program.ts";
import type { Rule } from "../rule.ts";

export const lint: Rule = {
  name: "lint",
  says: "oxlint, with types, has nothing to say",
  async check(tree) {
    const output = await runProgram(
      tree,
      "oxlint",
      "--type-aware",
      "--deny-warnings",
      "--format",
      "unix",
    );
    return violationsIn(output, /^(?<path>[^:\s]+):(?<at>\d+):\d+: (?<message>.*)$/);
  },
};
