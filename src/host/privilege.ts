import { readFile } from "./read-file.ts";

const CAP_SYS_PTRACE = 19n;

/** Whether this process holds CAP_SYS_PTRACE: what it may not see, nobody may (proc_pid_status(5), CapEff). */
export function maySeeAll(): boolean {
  const status = readFile("/proc/self/status");
  const mask =
    status.status === "read" ? /^CapEff:\s*([0-9a-f]+)$/m.exec(status.text)?.[1] : undefined;
  return mask !== undefined && ((BigInt(`0x${mask}`) >> CAP_SYS_PTRACE) & 1n) === 1n;
}
