import { describeFact } from "#testing/describe-fact.ts";
import watchdogThresh from "./watchdog_thresh.ts";

describeFact(watchdogThresh, import.meta.path);
