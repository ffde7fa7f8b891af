import { describeFact } from "#testing/describe-fact.ts";
import snmp6 from "./snmp6.ts";

describeFact(snmp6, import.meta.path);
