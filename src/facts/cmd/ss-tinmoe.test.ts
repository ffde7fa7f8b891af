import { describeFact } from "#testing/describe-fact.ts";
import ssTinmoe from "./ss-tinmoe.ts";

describeFact(ssTinmoe, import.meta.path);
