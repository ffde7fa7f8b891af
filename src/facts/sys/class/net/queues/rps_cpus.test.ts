import { describeFact } from "#testing/describe-fact.ts";
import rpsCpus from "./rps_cpus.ts";

describeFact(rpsCpus, import.meta.path);
