import { describeFact } from "#testing/describe-fact.ts";
import effectiveAffinityList from "./effective_affinity_list.ts";

describeFact(effectiveAffinityList, import.meta.path);
