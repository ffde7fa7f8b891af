import { type Fact, fileFact } from "#contract/fact.ts";
import { columnsOf } from "#text/header-columns.ts";

/** Semaphores of the reader's IPC namespace: sets, and semaphores in all of them. */
export interface SemaphoreUse {
  readonly sets: number;
  readonly semaphores: number;
}

/** `/proc/sysvipc/sem`: one line for each set of semaphores. */
const sem: Fact<SemaphoreUse> = fileFact({
  id: "proc/sysvipc/sem",
  path: "/proc/sysvipc/sem",
  scope: "host",
  spec: ["sysvipc(7)", "linux ipc/sem.c sysvipc_sem_proc_show()"],
  parse(text, note) {
    const sizes = columnsOf(text, ["nsems"], note).map(([size]) => size);
    return { sets: sizes.length, semaphores: sizes.reduce((sum, size) => sum + size, 0) };
  },
});

export default sem;
