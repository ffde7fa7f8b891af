import { type Fact, fileFact } from "#contract/fact.ts";
import { type Cgroup, parseCgroup } from "#text/cgroup.ts";

/**
 * `/proc/PID/cgroup` of one process. Asked for across mount namespaces it is that of the first process in each, which
 * costs one file a namespace; `proc/pid/cgroup` reads those of all processes.
 */
const cgroup: Fact<Cgroup> = fileFact({
  id: "proc/self/cgroup",
  path: "/proc/self/cgroup",
  scope: "mntns",
  spec: ["cgroups(7)", "linux kernel/cgroup/cgroup.c proc_cgroup_show()"],
  parse: parseCgroup,
});

export default cgroup;
