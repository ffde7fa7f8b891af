import { describeFact } from "#testing/describe-fact.ts";
import arcstats from "./arcstats.ts";

describeFact(arcstats, import.meta.path);
