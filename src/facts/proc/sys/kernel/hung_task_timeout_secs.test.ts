import { describeFact } from "#testing/describe-fact.ts";
import hungTaskTimeout from "./hung_task_timeout_secs.ts";

describeFact(hungTaskTimeout, import.meta.path);
