import { describeFact } from "#testing/describe-fact.ts";
import processDescriptors from "./process-descriptors.ts";

describeFact(processDescriptors, import.meta.path);
