import { describeFact } from "#testing/describe-fact.ts";
import queuesMax from "./queues_max.ts";

describeFact(queuesMax, import.meta.path);
