import { type Fact, fileFact } from "#contract/fact.ts";
import { parseLargeSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/msgmni`: message queues that an IPC namespace may have (MSGMNI). */
const msgmni: Fact<bigint> = fileFact({
  id: "proc/sys/kernel/msgmni",
  path: "/proc/sys/kernel/msgmni",
  scope: "host",
  spec: ["proc_sys_kernel(5), sysvipc(7)", "linux Documentation/admin-guide/sysctl/kernel.rst"],
  parse: parseLargeSetting,
});

export default msgmni;
