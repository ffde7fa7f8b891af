import { describeFact } from "#testing/describe-fact.ts";
import meminfo from "./meminfo.ts";

describeFact(meminfo, import.meta.path);
