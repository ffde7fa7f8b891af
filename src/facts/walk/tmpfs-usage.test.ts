import { describeFact } from "#testing/describe-fact.ts";
import tmpfsUsage from "./tmpfs-usage.ts";

describeFact(tmpfsUsage, import.meta.path);
