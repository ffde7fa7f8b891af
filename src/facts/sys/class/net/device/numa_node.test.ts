import { describeFact } from "#testing/describe-fact.ts";
import numaNode from "./numa_node.ts";

describeFact(numaNode, import.meta.path);
