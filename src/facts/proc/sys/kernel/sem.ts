import { type Fact, fileFact } from "#contract/fact.ts";
import { expected, fields, u64 } from "#text/fields.ts";

/** Limits of semaphores in an IPC namespace. */
export interface SemaphoreLimits {
  /** In all sets together: SEMMNS. */
  readonly semaphores: bigint;
  /** SEMMNI. */
  readonly sets: bigint;
  /** All four, as they are written back. */
  readonly all: readonly bigint[];
}

/** `/proc/sys/kernel/sem`: SEMMSL, SEMMNS, SEMOPM, SEMMNI. At the second and the last semget(2) returns ENOSPC. */
const sem: Fact<SemaphoreLimits> = fileFact({
  id: "proc/sys/kernel/sem",
  path: "/proc/sys/kernel/sem",
  scope: "host",
  spec: ["proc_sys_kernel(5), sysvipc(7)", "linux Documentation/admin-guide/sysctl/kernel.rst"],
  parse(text) {
    const [perSet, semaphores, perCall, sets, ...rest] = fields(text.trim()).map(u64);
    if (perSet == null || semaphores == null || perCall == null || sets == null || rest.length > 0)
      throw expected("four numbers", text);
    return { semaphores, sets, all: [perSet, semaphores, perCall, sets] };
  },
});

export default sem;
