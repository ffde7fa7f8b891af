import { describeFact } from "#testing/describe-fact.ts";
import iptablesSave from "./iptables-save.ts";

describeFact(iptablesSave, import.meta.path);
