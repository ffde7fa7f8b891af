import { describeFact } from "#testing/describe-fact.ts";
import xpsCpus from "./xps_cpus.ts";

describeFact(xpsCpus, import.meta.path);
