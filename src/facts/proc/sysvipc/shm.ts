import { type Fact, fileFact } from "#contract/fact.ts";
import { columnsOf } from "#text/header-columns.ts";

/** Shared memory of the reader's IPC namespace. */
export interface SharedMemoryUse {
  readonly segments: number;
  /** Sum of the sizes as they were asked for. */
  readonly bytes: number;
}

/** `/proc/sysvipc/shm`: one line for each segment of shared memory. */
const shm: Fact<SharedMemoryUse> = fileFact({
  id: "proc/sysvipc/shm",
  path: "/proc/sysvipc/shm",
  scope: "host",
  spec: ["sysvipc(7)", "linux ipc/shm.c sysvipc_shm_proc_show()"],
  parse(text, note) {
    const sizes = columnsOf(text, ["size"], note).map(([size]) => size);
    return { segments: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  },
});

export default shm;
