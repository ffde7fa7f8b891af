import { generatedLane } from "../../generate/lane.ts";
import { compareGenerated } from "../generated.ts";
import type { Rule } from "../rule.ts";

export const generatedLaneFresh: Rule = {
  name: "generated-lane",
  says: "the lane's program is what its compiler makes of assembly/",
  check: (tree) => compareGenerated(tree, generatedLane(tree)),
};
