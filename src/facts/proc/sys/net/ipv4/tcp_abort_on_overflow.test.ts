import { describeFact } from "#testing/describe-fact.ts";
import tcpAbortOnOverflow from "./tcp_abort_on_overflow.ts";

describeFact(tcpAbortOnOverflow, import.meta.path);
