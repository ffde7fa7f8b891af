import { type Fact, fileFact } from "#contract/fact.ts";
import { expected, u64 } from "#text/fields.ts";

/** `/proc/sys/fs/mqueue/queues_max`: POSIX message queues that an IPC namespace may have; the privileged may go beyond. */
const queuesMax: Fact<bigint> = fileFact({
  id: "proc/sys/fs/mqueue/queues_max",
  path: "/proc/sys/fs/mqueue/queues_max",
  scope: "host",
  spec: ["mq_overview(7)"],
  parse(text) {
    const value = u64(text.trim());
    if (value === null) throw expected("a number", text);
    return value;
  },
});

export default queuesMax;
