import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/hung_task_detect_count`: how many hung tasks were seen since boot, reported or not. Since Linux 6.13. */
const hungTaskDetectCount: Fact<number> = fileFact({
  id: "proc/sys/kernel/hung_task_detect_count",
  path: "/proc/sys/kernel/hung_task_detect_count",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, hung_task_detect_count",
    "linux kernel/hung_task.c",
  ],
  parse: parseSetting,
});

export default hungTaskDetectCount;
