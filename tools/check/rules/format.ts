import { runProgram, violationsIn } from "../program.ts";
import type { Rule } from "../rule.ts";

export const format: Rule = {
  name: "format",
  says: "everything written by hand is formatted by oxfmt (npm run format)",
  async check(tree) {
    const output = await runProgram(tree, "oxfmt", "--list-different");
    return violationsIn(output, /^(?<path>\S+\.\w+)$/);
  },
};
