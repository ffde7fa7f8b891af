import { describeFact } from "#testing/describe-fact.ts";
import nfConntrack from "./nf_conntrack.ts";

describeFact(nfConntrack, import.meta.path);
