import { describeFact } from "#testing/describe-fact.ts";
import sockstat from "./sockstat.ts";

describeFact(sockstat, import.meta.path);
