import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout` in seconds: a grace period that lasts longer is reported as a stall. */
const rcuCpuStallTimeout: Fact<number> = fileFact({
  id: "sys/module/rcupdate/parameters/rcu_cpu_stall_timeout",
  path: "/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout",
  scope: "host",
  spec: ["linux Documentation/RCU/stallwarn.rst"],
  parse: parseSetting,
});

export default rcuCpuStallTimeout;
