import { describeFact } from "#testing/describe-fact.ts";
import walkZzz from "./zzz.ts";

describeFact(walkZzz, import.meta.path);
