import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/watchdog_thresh` in seconds: a hard lockup is reported after so long, a soft lockup after twice as long. */
const watchdogThresh: Fact<number> = fileFact({
  id: "proc/sys/kernel/watchdog_thresh",
  path: "/proc/sys/kernel/watchdog_thresh",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, watchdog_thresh",
    "linux Documentation/admin-guide/lockup-watchdogs.rst",
  ],
  parse: parseSetting,
});

export default watchdogThresh;
