import { describeFact } from "#testing/describe-fact.ts";
import tcpMaxOrphans from "./tcp_max_orphans.ts";

describeFact(tcpMaxOrphans, import.meta.path);
