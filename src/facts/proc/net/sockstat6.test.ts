import { describeFact } from "#testing/describe-fact.ts";
import sockstat6 from "./sockstat6.ts";

describeFact(sockstat6, import.meta.path);
