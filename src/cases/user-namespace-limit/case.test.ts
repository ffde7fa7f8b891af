import { describe, expect, test } from "bun:test";
import type { HostIdentity } from "#contract/case.ts";
import type { Origin, Read, Reading } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import type { UserLimits } from "#facts/proc/sys/user.ts";
import type { NamespaceOwner } from "#facts/walk/namespace-owners.ts";
import type { UserNamespace } from "#facts/walk/user-limits.ts";
import { describeCase } from "#testing/describe-case.ts";
import userNamespaceLimit from "./case.ts";
import { words } from "./messages.ts";

describeCase(userNamespaceLimit, import.meta.path);

const origin: Origin = { source: "x", at: "2026-11-23T00:00:00.000Z" };
const host: HostIdentity = { name: "h", kernel: "6.1.0", cpus: 1, source: "live", at: origin.at };

const owner = (kind: string, uid: number | null, count: number): NamespaceOwner => ({
  kind,
  uid,
  count,
  holders: [],
  line: 1,
});

function read<T>(value: T): Read<T> {
  return { status: "read", value, oddities: [], refused: [], origin };
}

const nobodyBelow = read([]);

function diagnose(
  owners: readonly NamespaceOwner[],
  limits: Reading<UserLimits>,
  kernel: string | null = "6.1.0",
  below: Reading<readonly UserNamespace[]> = nobodyBelow,
): Verdict {
  const all = read({ owners, processes: 9, unreadable: 0 });
  return userNamespaceLimit.diagnose({ owners: all, limits, below }, null, { ...host, kernel });
}

const hundred = read(new Map([["user_namespaces", 100]]));

describe("how near to the limit", () => {
  test.each([
    [100, "present"],
    [95, "present"],
    [94, "latent"],
    [80, "latent"],
    [79, "absent"],
  ] as const)("%d of 100 are %s", (count, kind) => {
    expect(diagnose([owner("user", 1000, count)], hundred).kind).toBe(kind);
  });

  test("each kind and each user is counted alone", () => {
    const owners = [owner("user", 1000, 60), owner("user", 1001, 60), owner("net", 1000, 99)];
    expect(diagnose(owners, hundred).kind).toBe("absent");
  });

  test("namespaces whose user is not told rule nothing out", () => {
    expect(diagnose([owner("user", null, 3)], hundred).kind).toBe("unknown");
  });
});

describe("user namespaces below with limits of their own", () => {
  const below = (limits: UserNamespace["limits"]) =>
    diagnose([], hundred, "6.1.0", read([{ pid: 7, comm: "box", limits, line: 1 }]));

  test("rule nothing out where one of namespaces is set, or could not be asked", () => {
    expect(below(new Map([["net_namespaces", 1]])).kind).toBe("unknown");
    expect(below(null).kind).toBe("unknown");
  });

  test("are no matter where none is set, or others only", () => {
    expect(below(new Map()).kind).toBe("absent");
    expect(below(new Map([["inotify_watches", 1]])).kind).toBe("absent");
  });
});

describe("a kernel without the limits", () => {
  const absent: Reading<UserLimits> = { status: "absent", reason: words.noLimits(), origin };
  const uncaptured: Reading<UserLimits> = { ...absent, status: "not-captured" };

  test("is an old one, or one that is not told", () => {
    expect(diagnose([], absent, "4.4.0").kind).toBe("not-applicable");
    expect(diagnose([], uncaptured, "4.4.0").kind).toBe("not-applicable");
    expect(diagnose([], absent, null).kind).toBe("not-applicable");
  });

  test("is not one whose files were not captured", () => {
    expect(diagnose([], uncaptured, null).kind).toBe("unknown");
    expect(diagnose([], read(new Map()), "6.1.0").kind).toBe("unknown");
  });
});
