import { describeFact } from "#testing/describe-fact.ts";
import tcpPorts from "./tcp-ports.ts";

describeFact(tcpPorts, import.meta.path);
