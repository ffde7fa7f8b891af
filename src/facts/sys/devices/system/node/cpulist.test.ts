import { describeFact } from "#testing/describe-fact.ts";
import cpulist from "./cpulist.ts";

describeFact(cpulist, import.meta.path);
