import { type Fact, treeFact } from "#contract/fact.ts";
import { type Cgroup, parseCgroup } from "#text/cgroup.ts";
import { quote } from "#text/fields.ts";

/** `/proc/PID/cgroup` of every process: the containers, pods and systemd units they belong to, by pid. */
const cgroup: Fact<ReadonlyMap<number, Cgroup>> = treeFact({
  id: "proc/pid/cgroup",
  source: { kind: "glob", pattern: "/proc/[0-9]*/cgroup" },
  scope: "host",
  cost: "walk",
  limitSeconds: 20,
  spec: ["cgroups(7)", "linux kernel/cgroup/cgroup.c proc_cgroup_show()"],
  parse(entries, note) {
    const processes = new Map<number, Cgroup>();
    for (const { path, text, match } of entries) {
      const pid = Number(match[0]);
      if (!Number.isSafeInteger(pid)) continue;
      try {
        processes.set(pid, parseCgroup(text));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        note({ source: path, text: quote(text) });
      }
    }
    return processes;
  },
});

export default cgroup;
