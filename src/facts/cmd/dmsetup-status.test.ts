import { describeFact } from "#testing/describe-fact.ts";
import dmsetupStatus from "./dmsetup-status.ts";

describeFact(dmsetupStatus, import.meta.path);
