import { type Fact, treeFact } from "#contract/fact.ts";
import { count, expected } from "#text/fields.ts";

/** Limits of each user; null: the file is not there. */
export interface InotifyLimits {
  readonly instances: number | null;
  readonly watches: number | null;
}

/**
 * `/proc/sys/fs/inotify/max_user_*`: how many instances and watches a user may have. Of the initial user namespace;
 * since Linux 4.10 another one may have lower limits of its own in `/proc/sys/user/`.
 */
const inotify: Fact<InotifyLimits> = treeFact({
  id: "proc/sys/fs/inotify",
  source: { kind: "glob", pattern: "/proc/sys/fs/inotify/max_user_*" },
  scope: "host",
  spec: ["inotify(7)", "linux Documentation/admin-guide/sysctl/fs.rst, /proc/sys/fs/inotify"],
  parse(entries) {
    const value = (name: string): number | null => {
      const entry = entries.find(({ match }) => match[0] === name);
      if (entry === undefined) return null;
      const number = count(entry.text.trim());
      if (number === null) throw expected(`a number in max_user_${name}`, entry.text);
      return number;
    };
    return { instances: value("instances"), watches: value("watches") };
  },
});

export default inotify;
