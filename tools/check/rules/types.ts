import { runProgram, violationsIn } from "../program.ts";
import type { Rule } from "../rule.ts";

export const types: Rule = {
  name: "types",
  says: "the compiler accepts everything",
  async check(tree) {
    const output = await runProgram(tree, "tsc", "--noEmit", "--pretty", "false");
    return violationsIn(output, /^(?<path>[^\s(][^(]*)\((?<at>\d+),\d+\): (?<message>.*)$/);
  },
};
