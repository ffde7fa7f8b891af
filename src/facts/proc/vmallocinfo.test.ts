import { describeFact } from "#testing/describe-fact.ts";
import vmallocinfo from "./vmallocinfo.ts";

describeFact(vmallocinfo, import.meta.path);
