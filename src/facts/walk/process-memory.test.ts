import { describeFact } from "#testing/describe-fact.ts";
import processMemory from "./process-memory.ts";

describeFact(processMemory, import.meta.path);
