import { describeFact } from "#testing/describe-fact.ts";
import msg from "./msg.ts";

describeFact(msg, import.meta.path);
