import { describeFact } from "#testing/describe-fact.ts";
import cgroups from "./cgroups.ts";

describeFact(cgroups, import.meta.path);
