import { describeFact } from "#testing/describe-fact.ts";
import vmstat from "./vmstat.ts";

describeFact(vmstat, import.meta.path);
