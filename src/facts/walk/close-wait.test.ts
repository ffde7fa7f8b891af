import { describeFact } from "#testing/describe-fact.ts";
import closeWait from "./close-wait.ts";

describeFact(closeWait, import.meta.path);
