import { type Fact, fileFact } from "#contract/fact.ts";
import { parseLargeSetting } from "#text/sysctl.ts";

/** `/proc/sys/fs/mqueue/queues_max`: POSIX message queues that an IPC namespace may have; the privileged may go beyond. */
const queuesMax: Fact<bigint> = fileFact({
  id: "proc/sys/fs/mqueue/queues_max",
  path: "/proc/sys/fs/mqueue/queues_max",
  scope: "host",
  spec: ["mq_overview(7)"],
  parse: parseLargeSetting,
});

export default queuesMax;
