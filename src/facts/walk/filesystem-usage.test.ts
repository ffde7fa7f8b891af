import { describeFact } from "#testing/describe-fact.ts";
import filesystemUsage from "./filesystem-usage.ts";

describeFact(filesystemUsage, import.meta.path);
