import { describe, expect, test } from "bun:test";
import type { Namespace, Origin, Read, Reading } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import type { KernelLog } from "#text/kernel-log/record.ts";
import { parseKernelLines } from "#text/kernel-log/lines.ts";
import type { ConntrackStat } from "#text/conntrack-counters.ts";
import { describeCase } from "#testing/describe-case.ts";
import conntrackTableFull from "./case.ts";
import { words } from "./messages.ts";

describeCase(conntrackTableFull, import.meta.path);

const origin: Origin = { source: "x", at: "2026-11-23T00:00:00.000Z" };
const host = { name: "h", kernel: "6.1.0", cpus: 1, source: "live", at: origin.at } as const;
const namespace: Namespace = { kind: "net", inode: 1, own: true, pids: [1], name: "init" };

function stat(entries: number, more: Partial<ConntrackStat["cpus"][0]>): ConntrackStat {
  const counters = { insertFailed: 0, drop: 0, found: 0, earlyDrop: 0, clashResolve: 0 };
  return { entries, cpus: [{ cpu: 0, line: 2, ...counters, chainTooLong: 0, ...more }] };
}

function read<T>(value: T, earlier?: T): Read<T> {
  const plain = { status: "read", value, oddities: [], refused: [], origin } as const;
  return earlier === undefined
    ? plain
    : { ...plain, earlier: { value: earlier, secondsBefore: 1 } };
}

const across = <T>(reading: Reading<T>) => ({
  readings: [{ namespace, reading }],
  unseen: [],
  refused: [],
});
const absent: Reading<never> = { status: "absent", reason: words.notLoaded(), origin };

const silent = { kmsg: absent, dmesg: absent, uptime: absent };

/** @param log what the kernel has said, at an uptime of 10 000 s. */
function diagnose(
  entries: number,
  change: Partial<ConntrackStat["cpus"][0]>,
  log: string | null = null,
): Verdict {
  const stats = read(stat(entries, change), stat(entries, {}));
  return conntrackTableFull.diagnose(
    {
      count: across(read(entries)),
      max: read(100),
      stat: across<ConntrackStat>(stats),
      command: across<ConntrackStat>(absent),
      ...silent,
      ...(log !== null && { dmesg: read<KernelLog>(parseKernelLines(log)), uptime: read(10_000) }),
    },
    null,
    host,
  );
}

describe("a table of 100", () => {
  test.each([
    [100, {}, "present"],
    [99, {}, "latent"],
    [96, { drop: 5 }, "present"],
    [96, { earlyDrop: 5 }, "present"],
    [96, { drop: 5, insertFailed: 5 }, "latent"],
    [80, { drop: 5 }, "latent"],
    [79, { drop: 5 }, "absent"],
  ] as const)("with %d flows and %p is %s", (entries, change, kind) => {
    expect(diagnose(entries, change).kind).toBe(kind);
  });
});

test("without connection tracking there is nothing to fill", () => {
  const readings = {
    count: across<number>(absent),
    max: absent,
    stat: across<ConntrackStat>(absent),
    command: across<ConntrackStat>(absent),
    ...silent,
  };
  expect(conntrackTableFull.diagnose(readings, null, host).kind).toBe("not-applicable");
});

describe("the kernel's log", () => {
  const full = (at: number, netns = "") =>
    `[ ${at}.000000] nf_conntrack: nf_conntrack: table full${netns}, dropping packet\n`;

  test("tells of the reader's table that was full within the hour", () => {
    const verdict = diagnose(10, {}, full(6400) + full(9900, " in netns 1"));
    expect(verdict).toMatchObject({ kind: "latent" });
    const [finding] = "findings" in verdict ? verdict.findings : [];
    expect(finding).toMatchObject({
      certainty: "confirmed",
      says: { key: "conntrack-table-full/wasFull", slots: { age: { value: 100 } } },
      evidence: [{ observed: { value: 2 }, origin: { line: 2 } }],
    });
    expect(finding?.remedies.length).toBeGreaterThan(0);
  });

  test("of an older kernel, which does not say whose table it was, lets it be suspected", () => {
    const verdict = diagnose(10, {}, full(9900));
    expect("findings" in verdict && verdict.findings[0].certainty).toBe("suspected");
  });

  test("accuses nobody of what was in another namespace", () => {
    expect(diagnose(10, {}, full(9900, " in netns 2")).kind).toBe("absent");
  });

  test("is shown, and no more, when that was hours ago", () => {
    const verdict = diagnose(10, {}, full(6000));
    expect(verdict.kind).toBe("absent");
    expect("evidence" in verdict && verdict.evidence.length).toBe(2);
  });

  test("stands beside a table that is full now", () => {
    const verdict = diagnose(100, {}, full(9990));
    const said = "findings" in verdict && verdict.findings[0].evidence.at(-1)?.label.key;
    expect(verdict.kind).toBe("present");
    expect(said).toBe("conntrack-table-full/toldLabel");
  });
});
