import { describeFact } from "#testing/describe-fact.ts";
import tcpMaxSynBacklog from "./tcp_max_syn_backlog.ts";

describeFact(tcpMaxSynBacklog, import.meta.path);
