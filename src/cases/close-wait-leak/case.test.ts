import { describe, expect, test } from "bun:test";
import type { Read } from "#contract/reading.ts";
import type { CloseWait, CloseWaitGroup } from "#facts/walk/close-wait.ts";
import { describeCase } from "#testing/describe-case.ts";
import known from "./case.ts";
import { coursesOf, judge, manyOf } from "./leak.ts";

describeCase(known, import.meta.path);

const inodes = (first: number, count: number): Set<number> =>
  new Set(Array.from({ length: count }, (_, index) => first + index));

const group = (more: Partial<CloseWaitGroup>): CloseWaitGroup => ({
  netns: 1,
  pid: 42,
  comm: "web",
  descriptors: 300,
  limit: 1024,
  sockets: more.inodes?.size ?? 0,
  unread: 0,
  old: null,
  oldestSeconds: null,
  peers: 1,
  inodes: new Set(),
  path: "/proc/net/tcp",
  line: 2,
  oldest: [],
  ...more,
});

function judged(now: CloseWaitGroup, before?: CloseWaitGroup, seconds = 1): string | undefined {
  const value = (one: CloseWaitGroup): CloseWait => ({
    namespaces: new Map(),
    groups: [one],
    unreadable: 0,
  });
  const read: Read<CloseWait> = {
    status: "read",
    value: value(now),
    ...(before && { earlier: { value: value(before), secondsBefore: seconds } }),
    oddities: [],
    refused: [],
    origin: { source: "walk/close-wait", at: "" },
  };
  const [course] = coursesOf(read);
  return course && judge(course);
}

describe("a process with sockets in CLOSE_WAIT", () => {
  test("leaks if a hundred stay and more come", () => {
    const before = group({ inodes: inodes(0, 110) });
    expect(judged(group({ inodes: inodes(0, 112) }), before)).toBe("leaks");
  });
  test("leaks if ten are a minute old, in one sample", () => {
    const some = { inodes: inodes(0, 12), old: 10, oldestSeconds: 300 };
    expect(judged(group(some))).toBe("leaks");
  });
  test("seems to leak if a hundred stay and none comes", () => {
    const before = group({ inodes: inodes(0, 110) });
    expect(judged(group({ inodes: inodes(0, 110) }), before)).toBe("seems to leak");
  });
  test("closes if they go as they come, however many there are", () => {
    const before = group({ inodes: inodes(0, 5000) });
    expect(judged(group({ inodes: inodes(500, 5000) }), before)).toBe("closes");
  });
  test("closes if there are a few", () => {
    const before = group({ inodes: inodes(0, 9) });
    expect(judged(group({ inodes: inodes(0, 9), old: 9, oldestSeconds: 9999 }), before)).toBe(
      "closes",
    );
  });
  test("may leak if some stay, and seems to if there are more", () => {
    const some = group({ inodes: inodes(0, 12) });
    expect(judged(some, some)).toBe("may leak");
    const more = group({ inodes: inodes(0, 30), oldestSeconds: 5, old: 0 });
    expect(judged(more, more)).toBe("seems to leak");
  });
  test("closes if they are seconds old, and no more come", () => {
    const young = group({ inodes: inodes(0, 30), oldestSeconds: 1, old: 0 });
    expect(judged(young, young)).toBe("closes");
  });
  test("cannot be judged by one table, which does not tell ages", () => {
    expect(judged(group({ inodes: inodes(0, 500) }))).toBe("cannot tell");
  });
});

describe("how many are many", () => {
  test("is a tenth of what the process may open, between ten and a hundred", () => {
    expect(manyOf(group({ limit: 64 }))).toBe(10);
    expect(manyOf(group({ limit: 500 }))).toBe(50);
    expect(manyOf(group({ limit: 1_048_576 }))).toBe(100);
    expect(manyOf(group({ limit: null }))).toBe(100);
  });
});

test("sockets without a holder belong to whom the first sample shows with them", () => {
  const before = group({ inodes: inodes(0, 120) });
  const now = group({ inodes: inodes(0, 125), pid: null, comm: "" });
  expect(judged(now, before)).toBe("leaks");
});
