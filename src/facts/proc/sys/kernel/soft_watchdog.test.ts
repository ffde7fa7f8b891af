import { describeFact } from "#testing/describe-fact.ts";
import softWatchdog from "./soft_watchdog.ts";

describeFact(softWatchdog, import.meta.path);
