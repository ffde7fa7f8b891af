import { describeFact } from "#testing/describe-fact.ts";
import smpAffinityList from "./smp_affinity_list.ts";

describeFact(smpAffinityList, import.meta.path);
