import { describeFact } from "#testing/describe-fact.ts";
import slabinfo from "./slabinfo.ts";

describeFact(slabinfo, import.meta.path);
