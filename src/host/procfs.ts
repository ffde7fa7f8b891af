import { statfsSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "./read-file.ts";

/** linux include/uapi/linux/magic.h PROC_SUPER_MAGIC */
const PROC_SUPER_MAGIC = 0x9fa0;

/** Whether a kernel answers below a root's /proc. In a copy of its files, `/proc/PID/root` leads to this very machine. */
export function isProcfs(root: string): boolean {
  try {
    return statfsSync(join(root, "/proc")).type === PROC_SUPER_MAGIC;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error))) return false;
    throw error;
  }
}

/** Processes that a procfs does not even list: mounted with hidepid=2 it hides those of others, the first before all (proc(5)). */
export const unlisted = (pids: readonly number[], root: string): number =>
  root === "" && !pids.includes(1) ? 1 : 0;
