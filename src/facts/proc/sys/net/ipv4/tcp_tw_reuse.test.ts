import { describeFact } from "#testing/describe-fact.ts";
import tcpTwReuse from "./tcp_tw_reuse.ts";

describeFact(tcpTwReuse, import.meta.path);
