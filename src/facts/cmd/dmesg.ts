import { commandFact, type Fact } from "#contract/fact.ts";
import { parseKernelLines } from "#text/kernel-log/lines.ts";
import type { KernelLog } from "#text/kernel-log/record.ts";

/** `dmesg`: the ring as syslog(2) gives it, where there is no /dev/kmsg. With `-T`, `-x`, `-r` too, in a snapshot. */
const dmesg: Fact<KernelLog> = commandFact({
  id: "cmd/dmesg",
  argv: ["dmesg"],
  when: { lacks: "/dev/kmsg" },
  scope: "host",
  privilege: "CAP_SYSLOG",
  spec: ["dmesg(1)", "syslog(2)", "linux kernel/printk/printk.c print_prefix()"],
  parse: parseKernelLines,
});

export default dmesg;
