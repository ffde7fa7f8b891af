import { describeFact } from "#testing/describe-fact.ts";
import snmp from "./snmp.ts";

describeFact(snmp, import.meta.path);
