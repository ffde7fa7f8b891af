import { describeFact } from "#testing/describe-fact.ts";
import rcuCpuStallTimeout from "./rcu_cpu_stall_timeout.ts";

describeFact(rcuCpuStallTimeout, import.meta.path);
