import { describeFact } from "#testing/describe-fact.ts";
import kmsg from "./kmsg.ts";

describeFact(kmsg, import.meta.path);
