import { describeFact } from "#testing/describe-fact.ts";
import nfConntrackCount from "./nf_conntrack_count.ts";

describeFact(nfConntrackCount, import.meta.path);
