import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/hung_task_timeout_secs`: for how long a task may wait uninterruptibly before it is reported; 0 turns the reports off. */
const hungTaskTimeout: Fact<number> = fileFact({
  id: "proc/sys/kernel/hung_task_timeout_secs",
  path: "/proc/sys/kernel/hung_task_timeout_secs",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, hung_task_timeout_secs",
    "linux kernel/hung_task.c",
  ],
  parse: parseSetting,
});

export default hungTaskTimeout;
