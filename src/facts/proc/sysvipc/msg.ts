import { type Fact, fileFact } from "#contract/fact.ts";
import { columnsOf } from "#text/header-columns.ts";

/** `/proc/sysvipc/msg`: how many message queues the reader's IPC namespace has, one a line. */
const msg: Fact<number> = fileFact({
  id: "proc/sysvipc/msg",
  path: "/proc/sysvipc/msg",
  scope: "host",
  spec: ["sysvipc(7)", "linux ipc/msg.c sysvipc_msg_proc_show()"],
  parse: (text, note) => columnsOf(text, ["msqid"], note).length,
});

export default msg;
