import { describeFact } from "#testing/describe-fact.ts";
import kernelLogFiles from "./kernel-log-files.ts";

describeFact(kernelLogFiles, import.meta.path);
