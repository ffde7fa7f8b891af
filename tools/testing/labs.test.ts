import { expect, test } from "bun:test";
import { retried, settle, whyNoLabs } from "./labs.ts";

test("labs are left out for other users than root, and when the environment says so", () => {
  expect(whyNoLabs({}, 1000)).toBe("they need root");
  expect(whyNoLabs({ CASEBOOK_LABS: "0" }, 0)).toBe("CASEBOOK_LABS=0");
  expect(whyNoLabs({ CASEBOOK_LABS: "1" }, 0)).toBeUndefined();
});

test("labs that end without a total have failed", () => {
  expect(settle(undefined, 0).failed).toBe(1);
});

test("labs that end badly have failed whatever their total says", () => {
  expect(settle({ passed: 3, failed: 0, skipped: 0 }, 137)).toEqual({
    passed: 3,
    failed: 1,
    skipped: 0,
  });
});

test("what fails twice has failed, what passes the second time has passed", () => {
  const first = { passed: 40, failed: 3, skipped: 2 };
  expect(retried(first, { passed: 2, failed: 1, skipped: 0 })).toEqual({
    passed: 42,
    failed: 1,
    skipped: 2,
  });
});

test("a failure that was not tried again stays one", () => {
  const first = { passed: 40, failed: 3, skipped: 0 };
  expect(retried(first, { passed: 1, failed: 0, skipped: 0 }).failed).toBe(2);
});
