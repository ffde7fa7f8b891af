import { describe, expect, test } from "bun:test";
import type { Origin, Read } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";
import type { UserNamespace } from "#facts/walk/user-limits.ts";
import { describeCase } from "#testing/describe-case.ts";
import inotifyLimit from "./case.ts";
import { inotifyUsers, limitOf } from "./users.ts";

describeCase(inotifyLimit, import.meta.path);

const origin: Origin = { source: "x", at: "2026-11-23T00:00:00.000Z" };
const host = { name: "h", kernel: "6.1.0", cpus: 1, source: "live", at: origin.at } as const;

const watcher = (charged: number | null, instances: number, watches: number): DescriptorUser => ({
  pid: 7,
  comm: "agent",
  charged,
  unit: null,
  container: null,
  descriptors: 60,
  kinds: { sockets: 0, pipes: 0, anonymous: instances, files: 0 },
  soft: 1024,
  hard: 1024,
  inotifyInstances: instances,
  inotifyWatches: watches,
  line: 1,
});

function read<T>(value: T): Read<T> {
  return { status: "read", value, oddities: [], refused: [], origin };
}

function diagnose(
  users: readonly DescriptorUser[],
  watches = 8192,
  below: readonly UserNamespace[] = [],
): Verdict {
  return inotifyLimit.diagnose(
    {
      users: read({ users, processes: 9, unreadable: 0 }),
      initial: read({ instances: 128, watches }),
      own: read(new Map()),
      below: read(below),
    },
    null,
    host,
  );
}

test("a user namespace below with a limit of its own rules nothing out", () => {
  const below = (limits: UserNamespace["limits"]) =>
    diagnose([watcher(0, 1, 1)], 8192, [{ pid: 7, comm: "box", limits, line: 1 }]).kind;
  expect(below(new Map([["inotify_watches", 1]]))).toBe("unknown");
  expect(below(null)).toBe("unknown");
  expect(below(new Map([["user_namespaces", 1]]))).toBe("absent");
});

describe("what a user holds", () => {
  test("is the sum of what that user's processes hold, and of no other's", () => {
    const users = [watcher(0, 60, 10), watcher(0, 68, 20), watcher(1000, 120, 5)];
    expect(inotifyUsers(users)).toMatchObject([
      { uid: 0, instances: 128, watches: 30 },
      { uid: 1000, instances: 120, watches: 5 },
    ]);
    const verdict = diagnose(users);
    expect("findings" in verdict && verdict.findings.map(({ subject }) => subject.name)).toEqual([
      "0",
    ]);
  });

  test.each([
    [122, "present"],
    [121, "latent"],
    [103, "latent"],
    [102, "absent"],
  ] as const)("%d of 128 instances are %s", (instances, kind) => {
    expect(diagnose([watcher(0, instances, 0)]).kind).toBe(kind);
  });

  test("whose user is not told rules nothing out", () => {
    expect(diagnose([watcher(null, 1, 1)]).kind).toBe("unknown");
  });

  test("against a limit of 0 is full", () => {
    expect(diagnose([watcher(0, 1, 1)], 0).kind).toBe("present");
  });
});

describe("the limit", () => {
  const initial = { instances: 128, watches: 8192 };
  test("of a user namespace counts where it is lower", () => {
    expect(limitOf("watches", new Map([["inotify_watches", 50]]), initial)).toEqual({
      value: 50,
      path: "/proc/sys/user/max_inotify_watches",
    });
    expect(limitOf("watches", new Map([["inotify_watches", 8192]]), initial)?.path).toBe(
      "/proc/sys/fs/inotify/max_user_watches",
    );
  });
  test("is not known without either file", () => {
    expect(limitOf("instances", null, null)).toBeNull();
  });
});
