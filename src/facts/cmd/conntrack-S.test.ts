import { describeFact } from "#testing/describe-fact.ts";
import conntrackS from "./conntrack-S.ts";

describeFact(conntrackS, import.meta.path);
