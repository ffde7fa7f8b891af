import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/**
 * `/proc/sys/fs/mount-max`: how many mounts one mount namespace may hold, 100 000 unless it was changed. One value for
 * the host; each namespace is counted for itself. Since Linux 4.9: without the file there is no limit.
 */
const mountMax: Fact<number> = fileFact({
  id: "proc/sys/fs/mount-max",
  path: "/proc/sys/fs/mount-max",
  scope: "host",
  spec: [
    "linux Documentation/admin-guide/sysctl/fs.rst, mount-max",
    "linux fs/namespace.c count_mounts()",
  ],
  parse(text) {
    const max = count(text.trim());
    if (max === null || max === 0) throw expected("a number above 0", text);
    return max;
  },
});

export default mountMax;
