import { describeFact } from "#testing/describe-fact.ts";
import listenQueues from "./listen-queues.ts";

describeFact(listenQueues, import.meta.path);
