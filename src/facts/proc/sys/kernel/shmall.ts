import { type Fact, fileFact } from "#contract/fact.ts";
import { parseLargeSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/shmall`: pages of shared memory that all segments of an IPC namespace may have together (SHMALL). */
const shmall: Fact<bigint> = fileFact({
  id: "proc/sys/kernel/shmall",
  path: "/proc/sys/kernel/shmall",
  scope: "host",
  spec: ["proc_sys_kernel(5), sysvipc(7)", "linux Documentation/admin-guide/sysctl/kernel.rst"],
  parse: parseLargeSetting,
});

export default shmall;
