import { describeFact } from "#testing/describe-fact.ts";
import tcpMtuProbing from "./tcp_mtu_probing.ts";

describeFact(tcpMtuProbing, import.meta.path);
