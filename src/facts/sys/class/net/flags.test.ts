import { describeFact } from "#testing/describe-fact.ts";
import flags from "./flags.ts";

describeFact(flags, import.meta.path);
