import { describeFact } from "#testing/describe-fact.ts";
import softnetStat from "./softnet_stat.ts";

describeFact(softnetStat, import.meta.path);
