import { describeFact } from "#testing/describe-fact.ts";
import udpMem from "./udp_mem.ts";

describeFact(udpMem, import.meta.path);
