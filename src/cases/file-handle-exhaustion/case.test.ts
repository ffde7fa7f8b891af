import { describe, expect, test } from "bun:test";
import type { Origin, Read } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import type { DescriptorUser, DescriptorUsers } from "#facts/walk/process-descriptors.ts";
import type { FileHandles } from "#facts/proc/sys/fs/file-nr.ts";
import { describeCase } from "#testing/describe-case.ts";
import fileHandleExhaustion from "./case.ts";

describeCase(fileHandleExhaustion, import.meta.path);

const origin: Origin = { source: "x", at: "2026-11-23T00:00:00.000Z" };
const host = { name: "h", kernel: "6.1.0", cpus: 1, source: "live", at: origin.at } as const;

const user = (descriptors: number, soft: number | null): DescriptorUser => ({
  pid: 7,
  comm: "web",
  charged: 0,
  unit: null,
  container: null,
  descriptors,
  kinds: { sockets: descriptors, pipes: 0, anonymous: 0, files: 0 },
  soft,
  hard: soft,
  inotifyInstances: 0,
  inotifyWatches: 0,
  line: 1,
});

function read<T>(value: T): Read<T> {
  return { status: "read", value, oddities: [], refused: [], origin };
}

function diagnose(users: readonly DescriptorUser[], handles: FileHandles): Verdict {
  const all: DescriptorUsers = { users, processes: 9, unreadable: 0 };
  return fileHandleExhaustion.diagnose({ users: read(all), handles: read(handles) }, null, host);
}
const plenty: FileHandles = { allocated: 1000n, max: 2n ** 63n - 1n };

describe("how near to the limit", () => {
  test.each([
    [1024, "present"],
    [973, "present"],
    [972, "latent"],
    [820, "latent"],
    [819, "absent"],
  ] as const)("%d of 1024 descriptors are %s", (descriptors, kind) => {
    expect(diagnose([user(descriptors, 1024)], plenty).kind).toBe(kind);
  });

  test.each([
    [95n, "present"],
    [94n, "latent"],
    [79n, "absent"],
  ] as const)("%d of 100 files of the host are %s", (allocated, kind) => {
    expect(diagnose([], { allocated, max: 100n }).kind).toBe(kind);
  });

  test("a process without a limit is near none", () => {
    expect(diagnose([user(1_000_000, null)], plenty).kind).toBe("absent");
  });

  test("the fullest are told, and no more than a person reads", () => {
    const verdict = diagnose(
      Array.from({ length: 50 }, (_, n) => user(1000 + n, 1000)),
      plenty,
    );
    const findings = "findings" in verdict ? verdict.findings : [];
    expect(findings).toHaveLength(8);
    expect(findings[0]?.evidence[0]?.observed).toEqual({ value: 1049, unit: "files" });
  });
});
