import { type Fact, fileFact } from "#contract/fact.ts";
import { expected } from "#text/fields.ts";

/** `/proc/sys/kernel/hung_task_warnings`: how many hung tasks may still be reported; it counts down to 0, then the kernel is silent. -1: no limit. */
const hungTaskWarnings: Fact<number> = fileFact({
  id: "proc/sys/kernel/hung_task_warnings",
  path: "/proc/sys/kernel/hung_task_warnings",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, hung_task_warnings",
    "linux kernel/hung_task.c",
  ],
  parse(text) {
    const value = /^(-1|\d{1,9})\s*$/.exec(text)?.[1];
    if (value === undefined) throw expected("a number, or -1", text);
    return Number(value);
  },
});

export default hungTaskWarnings;
