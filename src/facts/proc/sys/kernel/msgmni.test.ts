import { describeFact } from "#testing/describe-fact.ts";
import msgmni from "./msgmni.ts";

describeFact(msgmni, import.meta.path);
