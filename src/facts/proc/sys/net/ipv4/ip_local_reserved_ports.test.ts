import { describeFact } from "#testing/describe-fact.ts";
import ipLocalReservedPorts from "./ip_local_reserved_ports.ts";

describeFact(ipLocalReservedPorts, import.meta.path);
