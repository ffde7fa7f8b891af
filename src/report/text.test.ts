import { expect, test } from "bun:test";
import { defineMessages } from "#contract/message.ts";
import type { Outcome } from "#contract/outcome.ts";
import { quantity, ratio } from "#contract/quantity.ts";
import type { Verdict } from "#contract/verdict.ts";
import { buildReport } from "./build.ts";
import { renderJson } from "./json.ts";
import { plainPaint } from "./paint.ts";
import { renderText } from "./text.ts";

const words = defineMessages("test", {
  head: {
    en: "{nic}: one receive queue ({share} in softirq)",
    zh: "{nic}：只有一个接收队列（软中断占 {share}）",
  },
  rate: { en: "{rate} of {all}", zh: "{rate}，共 {all}" },
  label: { en: "NET_RX on CPU 1", zh: "CPU 1 的 NET_RX" },
  spread: { en: "spread receive work", zh: "分摊接收工作" },
  lacks: { en: "no such file", zh: "没有该文件" },
});
const at = "2026-11-23T07:00:00.000Z";

function outcome(nic: string): Outcome {
  const present: Verdict = {
    kind: "present",
    findings: [
      {
        cause: "single-queue-nic",
        subject: { kind: "nic", name: nic },
        certainty: "confirmed",
        severity: "warning",
        says: words.head({ nic, share: ratio(0.97) }),
        evidence: [
          {
            label: words.label(),
            says: words.rate({
              rate: quantity(91_240, "packets/s"),
              all: quantity(93_100, "packets/s"),
            }),
            observed: quantity(91_240n, "packets/s"),
            origin: { source: "/proc/softirqs", line: 4, at },
          },
        ],
        remedies: [
          {
            id: "enable-rps",
            risk: "none",
            lasts: "until-reboot",
            says: words.spread(),
            steps: [{ kind: "advise", says: words.spread() }],
          },
        ],
      },
    ],
  };
  const cannot: Verdict = {
    kind: "unknown",
    missing: [{ fact: "cmd/conntrack-S", why: words.lacks() }],
  };
  const title = { en: "t", zh: "题" };
  return {
    host: { name: "web-1", kernel: "6.1.0", cpus: 2, source: "live", at },
    intervalSeconds: 1,
    verdicts: [
      { case: { id: "softirq-on-one-cpu", title }, verdict: present },
      { case: { id: "conntrack-insert-failed", title }, verdict: cannot },
    ],
    defects: [],
  };
}

const options = { paint: plainPaint, all: false, verbose: false } as const;

test("what is present comes first, with its evidence under each other", () => {
  const text = renderText(buildReport(outcome("eth0"), "0.1.0", "en"), {
    ...options,
    language: "en",
  });
  expect(text).toBe(
    [
      "casebook 0.1.0 · web-1 · Linux 6.1.0 · 2 CPUs · sampled 1.0 s",
      "",
      "✗ softirq-on-one-cpu  eth0: one receive queue (97 % in softirq)",
      "    NET_RX on CPU 1  91 240/s of 93 100/s  /proc/softirqs:4",
      "    fix              casebook fix softirq-on-one-cpu/eth0  spread receive work",
      "",
      "? conntrack-insert-failed  cannot tell: no such file",
      "",
    ].join("\n"),
  );
});

test("the same in Chinese", () => {
  const text = renderText(buildReport(outcome("eth0"), "0.1.0", "zh"), {
    ...options,
    language: "zh",
  });
  expect(text).toContain("✗ softirq-on-one-cpu  eth0：只有一个接收队列（软中断占 97 %）");
  expect(text).toContain("? conntrack-insert-failed  无法判断：没有该文件");
});

test("a name that would move the cursor is shown, in text and in JSON, and stays exact in JSON", () => {
  const name = "eth0\u001b[2J\u202e";
  const report = buildReport(outcome(name), "0.1.0", "en");
  const text = renderText(report, { ...options, language: "en" });
  expect(text).toContain("eth0\\x1b[2J\\u202e: one receive queue");
  expect(text).not.toContain("\u001b");
  const json = renderJson(report);
  expect(json).not.toContain("\u001b");
  expect((JSON.parse(json) as typeof report).verdicts[0]).toMatchObject({
    findings: [{ subject: { name } }],
  });
});

test("u64 values are decimal strings in JSON", () => {
  const report = buildReport(outcome("eth0"), "0.1.0", "en");
  expect(report.verdicts[0]).toMatchObject({
    findings: [
      {
        id: "softirq-on-one-cpu/eth0",
        evidence: [{ observed: { value: "91240", unit: "packets/s" } }],
      },
    ],
  });
});
