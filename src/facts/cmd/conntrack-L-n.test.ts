import { describeFact } from "#testing/describe-fact.ts";
import conntrackLN from "./conntrack-L-n.ts";

describeFact(conntrackLN, import.meta.path);
