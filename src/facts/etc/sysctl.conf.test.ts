import { describeFact } from "#testing/describe-fact.ts";
import sysctlConf from "./sysctl.conf.ts";

describeFact(sysctlConf, import.meta.path);
