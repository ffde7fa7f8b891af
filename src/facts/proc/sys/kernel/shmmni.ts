import { type Fact, fileFact } from "#contract/fact.ts";
import { parseLargeSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/shmmni`: segments of shared memory that an IPC namespace may have (SHMMNI). */
const shmmni: Fact<bigint> = fileFact({
  id: "proc/sys/kernel/shmmni",
  path: "/proc/sys/kernel/shmmni",
  scope: "host",
  spec: ["proc_sys_kernel(5), sysvipc(7)", "linux Documentation/admin-guide/sysctl/kernel.rst"],
  parse: parseLargeSetting,
});

export default shmmni;
