import { describeFact } from "#testing/describe-fact.ts";
import tcpSyncookies from "./tcp_syncookies.ts";

describeFact(tcpSyncookies, import.meta.path);
