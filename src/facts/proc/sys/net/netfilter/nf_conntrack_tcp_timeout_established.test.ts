import { describeFact } from "#testing/describe-fact.ts";
import nfConntrackTcpTimeoutEstablished from "./nf_conntrack_tcp_timeout_established.ts";

describeFact(nfConntrackTcpTimeoutEstablished, import.meta.path);
