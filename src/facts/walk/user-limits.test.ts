import { describeFact } from "#testing/describe-fact.ts";
import walkUserLimits from "./user-limits.ts";

describeFact(walkUserLimits, import.meta.path);
