import { describeFact } from "#testing/describe-fact.ts";
import netstat from "./netstat.ts";

describeFact(netstat, import.meta.path);
