import { describeFact } from "#testing/describe-fact.ts";
import hugepages from "./hugepages.ts";

describeFact(hugepages, import.meta.path);
