import { type Fact, fileFact } from "#contract/fact.ts";
import { expected, u64 } from "#text/fields.ts";

/** `/proc/sys/kernel/shmmni`: segments of shared memory that an IPC namespace may have (SHMMNI). */
const shmmni: Fact<bigint> = fileFact({
  id: "proc/sys/kernel/shmmni",
  path: "/proc/sys/kernel/shmmni",
  scope: "host",
  spec: ["proc_sys_kernel(5), sysvipc(7)", "linux Documentation/admin-guide/sysctl/kernel.rst"],
  parse(text) {
    const value = u64(text.trim());
    if (value === null) throw expected("a number", text);
    return value;
  },
});

export default shmmni;
