import { describeFact } from "#testing/describe-fact.ts";
import iptablesLegacySave from "./iptables-legacy-save.ts";

describeFact(iptablesLegacySave, import.meta.path);
