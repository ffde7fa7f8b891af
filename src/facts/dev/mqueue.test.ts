import { describeFact } from "#testing/describe-fact.ts";
import mqueue from "./mqueue.ts";

describeFact(mqueue, import.meta.path);
