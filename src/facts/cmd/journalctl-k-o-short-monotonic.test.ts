import { describeFact } from "#testing/describe-fact.ts";
import journalctlK from "./journalctl-k-o-short-monotonic.ts";

describeFact(journalctlK, import.meta.path);
