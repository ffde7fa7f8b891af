import { describe, expect, test } from "bun:test";
import { describeCase } from "#testing/describe-case.ts";
import known from "./case.ts";
import { judgeMemory, judgeOrphans, type MemoryLevel, type OrphanLevel } from "./level.ts";

describeCase(known, import.meta.path);

const origin = { source: "", at: "" };
const memory = (pages: number, isPressed: boolean | null = null): MemoryLevel => ({
  pages,
  marks: { low: 300, pressure: 400, max: 600 },
  isPressed,
  origin,
  marksOrigin: origin,
});
const orphans = (count: number, max = 1000): OrphanLevel => ({
  count,
  max,
  origin,
  maxOrigin: origin,
});

describe("TCP memory", () => {
  test("is at ease below nine tenths of the pressure mark", () => {
    expect(judgeMemory(memory(359))).toBe("at ease");
    expect(judgeMemory(memory(360))).toBe("near");
  });
  test("is saved from the second mark on, and refused from the third", () => {
    expect(judgeMemory(memory(400))).toBe("saves");
    expect(judgeMemory(memory(600))).toBe("refuses");
  });
  test("is saved until it falls below the first mark: the kernel says so", () => {
    expect(judgeMemory(memory(320, true))).toBe("saves");
    expect(judgeMemory(memory(320, false))).toBe("at ease");
  });
  test("marks of zero are none", () => {
    const none = { ...memory(10), marks: { low: 0, pressure: 0, max: 0 } };
    expect(judgeMemory(none)).toBe("at ease");
  });
});

describe("orphaned sockets", () => {
  test("are too many at the limit", () => {
    expect(judgeOrphans(orphans(1000), false)).toBe("refuses");
    expect(judgeOrphans(orphans(1, 0), false)).toBe("refuses");
    expect(judgeOrphans(orphans(0, 0), false)).toBe("at ease");
  });
  test("are reset from a quarter on, where any were", () => {
    expect(judgeOrphans(orphans(250), true)).toBe("saves");
    expect(judgeOrphans(orphans(250), false)).toBe("at ease");
  });
  test("are worth a word from half on", () => {
    expect(judgeOrphans(orphans(500), false)).toBe("near");
  });
});
