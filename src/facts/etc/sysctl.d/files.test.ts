import { describeFact } from "#testing/describe-fact.ts";
import sysctlFiles from "./files.ts";

describeFact(sysctlFiles, import.meta.path);
