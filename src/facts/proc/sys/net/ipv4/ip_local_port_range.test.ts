import { describeFact } from "#testing/describe-fact.ts";
import ipLocalPortRange from "./ip_local_port_range.ts";

describeFact(ipLocalPortRange, import.meta.path);
