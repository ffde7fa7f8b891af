import { originAt } from "#contract/reading.ts";
import type { VmallocUser } from "#facts/proc/vmallocinfo.ts";
import type { Amount } from "./amount.ts";
import type { Closer, First } from "./needs.ts";

/** Functions that map the stacks of tasks: `KernelStack` counts those. */
const STACKS =
  /^(kernel_clone|_do_fork|do_fork|copy_process|dup_task_struct|fork_idle|alloc_thread_stack_node)\b/;

/** Users of vmalloc other than task stacks, the largest first. */
export function vmallocUsers(users: readonly VmallocUser[]): readonly VmallocUser[] {
  return users.filter(({ caller }) => !STACKS.test(caller));
}

/**
 * What vmalloc took beyond task stacks; null if this kernel does not tell.
 *
 * `VmallocUsed` counts pages since 5.3, is 0 from 4.4 to 5.2, and counts address space with device mappings before;
 * `Percpu` (5.0, and kernels that took both over) tells the first era from the last.
 */
export function vmallocBytes(first: First, closer: Closer | null, pageSize: number): Amount | null {
  const { fields } = first.meminfo.value;
  const field = fields.get("VmallocUsed");
  if (field && field.value > 0 && fields.has("Percpu")) {
    // With CONFIG_VMAP_STACK, the default of x86-64 and arm64, stacks are vmalloc areas too.
    const bytes = Math.max(0, field.value - (fields.get("KernelStack")?.value ?? 0));
    return { bytes, origin: originAt(first.meminfo, { line: field.line }) };
  }
  if (closer?.vmallocinfo.status !== "read") return null;
  const users = vmallocUsers(closer.vmallocinfo.value);
  const pages = users.reduce((sum, user) => sum + user.pages, 0);
  return { bytes: pages * pageSize, origin: closer.vmallocinfo.origin };
}
