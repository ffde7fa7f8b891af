import { describeFact } from "#testing/describe-fact.ts";
import nfConntrackMax from "./nf_conntrack_max.ts";

describeFact(nfConntrackMax, import.meta.path);
