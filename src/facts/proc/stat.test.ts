import { describeFact } from "#testing/describe-fact.ts";
import stat from "./stat.ts";

describeFact(stat, import.meta.path);
