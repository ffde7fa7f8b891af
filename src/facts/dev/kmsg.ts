import { type Fact, fileFact } from "#contract/fact.ts";
import { parseKmsg } from "#text/kernel-log/kmsg.ts";
import { parseKernelLines } from "#text/kernel-log/lines.ts";
import type { KernelLog } from "#text/kernel-log/record.ts";

const RECORD = /^\d{1,10},\d{1,16},\d{1,16},/;

/**
 * `/dev/kmsg`: the kernel's ring of messages, from the oldest that is still there.
 *
 * A snapshot may hold `dmesg`'s output under this name: it is read for what it is.
 */
const kmsg: Fact<KernelLog> = fileFact({
  id: "dev/kmsg",
  path: "/dev/kmsg",
  scope: "host",
  privilege: "CAP_SYSLOG",
  spec: ["linux Documentation/ABI/testing/dev-kmsg", "linux kernel/printk/printk.c devkmsg_read()"],
  parse: (text, note) => (RECORD.test(text) ? parseKmsg(text, note) : parseKernelLines(text)),
});

export default kmsg;
