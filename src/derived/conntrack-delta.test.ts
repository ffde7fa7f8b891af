import { describe, expect, test } from "bun:test";
import type { ConntrackCounters, ConntrackStat } from "#text/conntrack-counters.ts";
import { conntrackDelta, conntrackTotals } from "./conntrack-delta.ts";

function row(
  cpu: number,
  insertFailed: number,
  more: Partial<ConntrackCounters> = {},
): ConntrackCounters {
  return {
    cpu,
    line: cpu + 2,
    insertFailed,
    drop: insertFailed,
    found: 0,
    earlyDrop: 0,
    clashResolve: 0,
    chainTooLong: 0,
    ...more,
  };
}
const stat = (...[first, ...rest]: readonly ConntrackCounters[]): ConntrackStat => ({
  entries: 1,
  cpus: [first ?? row(0, 0), ...rest],
});

describe("conntrackDelta", () => {
  test("adds up the CPUs", () => {
    const delta = conntrackDelta(stat(row(0, 5), row(1, 7)), stat(row(0, 15), row(1, 37)));
    expect(delta).toMatchObject({ insertFailed: 40, drop: 40 });
  });
  test("counts over the wrap at 2^32", () => {
    expect(conntrackDelta(stat(row(0, 0xfffffff0)), stat(row(0, 0x10)))?.insertFailed).toBe(32);
  });
  test("a module that was loaded again counts from zero", () => {
    expect(conntrackDelta(stat(row(0, 98)), stat(row(0, 3)))?.insertFailed).toBe(3);
  });
  test("samples that do not show the same CPUs give no number", () => {
    const two = stat(row(0, 5), row(1, 900));
    expect(conntrackDelta(stat(row(0, 5)), two)).toBeNull();
    expect(conntrackDelta(two, stat(row(0, 9)))).toBeNull();
    expect(conntrackDelta(stat(row(0, 5)), stat(row(3, 9)))).toBeNull();
  });
  test("a counter that one sample does not tell is null, not zero", () => {
    const without = stat(row(0, 5, { clashResolve: null, found: null }));
    expect(conntrackDelta(stat(row(0, 1)), without)).toMatchObject({
      clashResolve: null,
      found: null,
      drop: 4,
    });
    expect(conntrackTotals(without)).toMatchObject({ insertFailed: 5, found: null });
  });
});
