import { describeFact } from "#testing/describe-fact.ts";
import hungTaskWarnings from "./hung_task_warnings.ts";

describeFact(hungTaskWarnings, import.meta.path);
