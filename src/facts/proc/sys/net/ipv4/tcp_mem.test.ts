import { describeFact } from "#testing/describe-fact.ts";
import tcpMem from "./tcp_mem.ts";

describeFact(tcpMem, import.meta.path);
