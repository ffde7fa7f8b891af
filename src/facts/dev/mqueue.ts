import { type Fact, treeFact } from "#contract/fact.ts";

/** `/dev/mqueue`: how many POSIX message queues the IPC namespace has that is mounted there; one file each. */
const mqueue: Fact<number> = treeFact({
  id: "dev/mqueue",
  source: { kind: "names", pattern: "/dev/mqueue/*" },
  scope: "mntns",
  spec: ["mq_overview(7)"],
  parse: (entries) => entries.length,
});

export default mqueue;
