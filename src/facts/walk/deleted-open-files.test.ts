import { describeFact } from "#testing/describe-fact.ts";
import deletedOpenFiles from "./deleted-open-files.ts";

describeFact(deletedOpenFiles, import.meta.path);
