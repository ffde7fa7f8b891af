import { describeFact } from "#testing/describe-fact.ts";
import ip6tablesSave from "./ip6tables-save.ts";

describeFact(ip6tablesSave, import.meta.path);
