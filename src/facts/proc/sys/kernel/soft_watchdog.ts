import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/** `/proc/sys/kernel/soft_watchdog`: 1 where soft lockups are looked for, 0 where they are not. Since Linux 4.1. */
const softWatchdog: Fact<number> = fileFact({
  id: "proc/sys/kernel/soft_watchdog",
  path: "/proc/sys/kernel/soft_watchdog",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, soft_watchdog",
    "linux kernel/watchdog.c",
  ],
  parse: parseSetting,
});

export default softWatchdog;
