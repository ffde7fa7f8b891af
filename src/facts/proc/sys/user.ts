import { type Fact, treeFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";

/** Limits of each user in the reader's user namespace, by name without `max_`: `user_namespaces`, `inotify_watches`. */
export type UserLimits = ReadonlyMap<string, number>;

/**
 * `/proc/sys/user/max_*`, since Linux 4.9: how much a user may have, in this user namespace and all below it. Each
 * level above counts too, with limits of its own.
 */
const user: Fact<UserLimits> = treeFact({
  id: "proc/sys/user",
  source: { kind: "glob", pattern: "/proc/sys/user/max_*" },
  scope: "host",
  spec: ["namespaces(7), /proc/sys/user", "linux kernel/ucount.c"],
  parse(entries, note) {
    const limits = new Map<string, number>();
    for (const { path, text, match } of entries) {
      const limit = count(text.trim());
      if (match[0] === undefined || limit === null) note({ source: path, text: text.slice(0, 80) });
      else limits.set(match[0], limit);
    }
    return limits;
  },
});

export default user;
