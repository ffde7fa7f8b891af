/** Single lines that tell why something was stuck, or that the log is not all there. */
export type SignKind =
  | "clock-unstable"
  | "clock-jumped"
  | "rt-throttled"
  | "console-flood"
  | "storage-timeout"
  | "nfs-silent"
  | "suspend"
  | "interrupt-slow";

interface SignPattern {
  readonly kind: SignKind;
  readonly anchor: string;
  readonly is: RegExp;
}

/** @see linux kernel/time/clocksource.c, kernel/sched/rt.c, kernel/printk/printk.c, net/sunrpc/clnt.c, drivers/nvme/host/pci.c */
const SIGN_PATTERNS: readonly SignPattern[] = [
  {
    kind: "clock-unstable",
    anchor: "clocksource: ",
    is: /clocksource: (?:timekeeping watchdog|.*[mM]arking clocksource)/,
  },
  { kind: "clock-unstable", anchor: "Clocksource tsc unstable", is: /Clocksource tsc unstable/ },
  { kind: "clock-jumped", anchor: "Long clocksource", is: /clocksource: Long clocksource/i },
  { kind: "rt-throttled", anchor: "RT throttling activated", is: /sched: RT throttling activated/ },
  { kind: "console-flood", anchor: "printk messages dropped", is: /printk messages dropped/ },
  {
    kind: "storage-timeout",
    anchor: "nvme",
    is: /nvme\S* .*I\/O \d+ .*timeout|nvme\S*: I\/O .*timeout/,
  },
  { kind: "storage-timeout", anchor: "timing out command", is: /\bsd \S+: .*timing out command/ },
  { kind: "storage-timeout", anchor: "blk_update_request", is: /blk_update_request: .*timeout/ },
  { kind: "storage-timeout", anchor: "exception Emask", is: /ata\d+\S*: exception Emask .*frozen/ },
  {
    kind: "storage-timeout",
    anchor: "rejecting I/O to offline",
    is: /rejecting I\/O to offline device/,
  },
  { kind: "nfs-silent", anchor: "not responding", is: /nfs: server \S+ not responding/ },
  { kind: "suspend", anchor: "PM: suspend", is: /PM: suspend (?:entry|exit)/ },
  {
    kind: "interrupt-slow",
    anchor: "interrupt took",
    is: /(?:hrtimer: interrupt took|NMI handler .* took too long)/,
  },
];

const escapeExpression = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The search for all signs as the source of one expression. */
export const SIGN_EXPRESSION = SIGN_PATTERNS.map(({ anchor }) => escapeExpression(anchor)).join(
  "|",
);
const ANY = new RegExp(SIGN_EXPRESSION);

/** What a line is a sign of; null for most. */
export function signKind(text: string): SignKind | null {
  if (!ANY.test(text)) return null;
  return SIGN_PATTERNS.find(({ is }) => is.test(text))?.kind ?? null;
}
