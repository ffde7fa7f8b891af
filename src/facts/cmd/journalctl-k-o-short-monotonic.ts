import { commandFact, type Fact } from "#contract/fact.ts";
import { parseKernelLines } from "#text/kernel-log/lines.ts";
import type { KernelLog } from "#text/kernel-log/record.ts";

/**
 * `journalctl -k`: what the journal kept of the kernel's messages since boot, more than the ring holds. Members of
 * systemd-journal or adm may read it where dmesg is refused.
 */
const journalctlK: Fact<KernelLog> = commandFact({
  id: "cmd/journalctl-k-o-short-monotonic",
  argv: ["journalctl", "-k", "-o", "short-monotonic"],
  scope: "host",
  limitSeconds: 10,
  spec: ["journalctl(1)", "systemd src/shared/logs-show.c output_short()"],
  parse: parseKernelLines,
});

export default journalctlK;
