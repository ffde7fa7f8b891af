import { describe, expect, test } from "bun:test";
import { describeCase } from "#testing/describe-case.ts";
import type { Reading } from "#contract/reading.ts";
import type { SysctlLine } from "#text/sysctl-conf.ts";
import known from "./case.ts";
import { canRecycle, linesThatEnable } from "./sight.ts";

describeCase(known, import.meta.path);

const origin = { source: "", at: "" };
const absent = {
  status: "absent",
  reason: { key: "test/absent", slots: {}, words: { en: "none", zh: "无" } },
  origin,
} as const;
const none = { readings: [], unseen: [], refused: [] };
const readings = {
  counters: none,
  recycle: absent,
  timestamps: absent,
  conf: absent,
  files: absent,
};
const read = <T>(value: T): Reading<T> => ({
  status: "read",
  value,
  oddities: [],
  refused: [],
  origin,
});

describe("whether a kernel has tcp_tw_recycle", () => {
  test("is told by the file, whatever the release says", () => {
    expect(canRecycle({ ...readings, recycle: read(0) }, "4.14.35-uek")).toBe(true);
  });
  test("is told by the release, if there is no file", () => {
    expect(canRecycle(readings, "3.10.0-1160.el7.x86_64")).toBe(true);
    expect(canRecycle(readings, "4.12.0")).toBe(false);
    expect(canRecycle(readings, "6.18.44")).toBe(false);
  });
  test("is not known without either", () => {
    expect(canRecycle(readings, null)).toBeNull();
  });
});

test("only lines that turn it on count", () => {
  const line = (name: string, value: string): SysctlLine => ({ path: "", line: 1, name, value });
  const conf = read([
    line("net.ipv4.tcp_tw_recycle", "0"),
    line("net.ipv4.tcp_tw_recycle", "1"),
    line("net.ipv4.tcp_tw_reuse", "1"),
  ]);
  expect(linesThatEnable({ ...readings, conf })).toHaveLength(1);
});
