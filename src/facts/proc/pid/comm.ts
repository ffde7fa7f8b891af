import { type Fact, treeFact } from "#contract/fact.ts";

/** `/proc/PID/comm`: the name of every process, at most 15 bytes, by pid. A process may call itself anything. */
const comm: Fact<ReadonlyMap<number, string>> = treeFact({
  id: "proc/pid/comm",
  source: { kind: "glob", pattern: "/proc/[0-9]*/comm" },
  scope: "host",
  cost: "walk",
  spec: ["proc_pid_comm(5)"],
  parse: (entries) =>
    new Map(
      entries.flatMap(({ text, match }) => {
        const [pid = ""] = match;
        return /^\d{1,9}$/.test(pid) ? [[Number(pid), text.replace(/\n$/, "")] as const] : [];
      }),
    ),
});

export default comm;
