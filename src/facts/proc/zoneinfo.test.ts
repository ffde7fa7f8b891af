import { describeFact } from "#testing/describe-fact.ts";
import zoneinfo from "./zoneinfo.ts";

describeFact(zoneinfo, import.meta.path);
