import { describeFact } from "#testing/describe-fact.ts";
import allocation from "./allocation.ts";

describeFact(allocation, import.meta.path);
