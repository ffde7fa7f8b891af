import { describeFact } from "#testing/describe-fact.ts";
import shmmni from "./shmmni.ts";

describeFact(shmmni, import.meta.path);
