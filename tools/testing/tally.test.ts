import { describe, expect, test } from "bun:test";
import { add, closingLine, parseClosingLine, tallyOfJunit } from "./tally.ts";

describe("tallyOfJunit", () => {
  const report =
    '<?xml version="1.0"?>\n<testsuites name="bun test" tests="9" assertions="8" failures="2" skipped="1">';

  test("counts what passed, failed and was skipped", () => {
    expect(tallyOfJunit(report, 1)).toEqual({ passed: 6, failed: 2, skipped: 1 });
  });

  test("counts a failure when no file loaded and there is no report", () => {
    expect(tallyOfJunit(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a failure when the report is clean but the run ended badly", () => {
    const clean = '<testsuites name="bun test" tests="3" assertions="2" failures="0" skipped="0">';
    expect(tallyOfJunit(clean, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
    expect(tallyOfJunit(clean, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  });

  test("counts a failure when there was no test at all", () => {
    expect(tallyOfJunit('<testsuites tests="0" failures="0" skipped="0">', 0).failed).toBe(1);
  });
});

describe("the closing line", () => {
  test.each([
    { passed: 12, failed: 0, skipped: 0 },
    { passed: 1, failed: 2, skipped: 0 },
  ])("is read back as it was written: %o", (tally) => {
    expect(parseClosingLine(closingLine(tally))).toEqual(tally);
  });

  test("of labs says what was skipped", () => {
    const told = { passed: 4, failed: 1, skipped: 2 };
    expect(parseClosingLine("4 passed, 1 failed, 2 skipped")).toEqual(told);
  });

  test("is not found inside another line", () => {
    expect(parseClosingLine("lab said 1 passed, 0 failed yesterday")).toBeUndefined();
    expect(parseClosingLine("1 passed")).toBeUndefined();
  });

  test("sums up runs", () => {
    const sum = add({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 1, skipped: 0 });
    expect(closingLine(sum)).toBe("4 passed, 1 failed");
    expect(sum.skipped).toBe(2);
  });
});
