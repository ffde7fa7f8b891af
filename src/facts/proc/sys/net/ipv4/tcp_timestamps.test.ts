import { describeFact } from "#testing/describe-fact.ts";
import tcpTimestamps from "./tcp_timestamps.ts";

describeFact(tcpTimestamps, import.meta.path);
