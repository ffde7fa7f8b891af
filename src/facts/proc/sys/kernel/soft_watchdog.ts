import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/** `/proc/sys/kernel/soft_watchdog`: 1 where soft lockups are looked for, 0 where they are not. Since Linux 4.1. */
const softWatchdog: Fact<number> = fileFact({
  id: "proc/sys/kernel/soft_watchdog",
  path: "/proc/sys/kernel/soft_watchdog",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/kernel.rst, soft_watchdog",
    "linux kernel/watchdog.c",
  ],
  parse(text) {
    const value = count(text.trim());
    if (value === null) throw expected("a number", text);
    return value;
  },
});

export default softWatchdog;
