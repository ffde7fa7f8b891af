import { describeFact } from "#testing/describe-fact.ts";
import uptime from "./uptime.ts";

describeFact(uptime, import.meta.path);
