import { describeFact } from "#testing/describe-fact.ts";
import tcpTwRecycle from "./tcp_tw_recycle.ts";

describeFact(tcpTwRecycle, import.meta.path);
