import { expect, test } from "bun:test";
import { settle, whyNoLabs } from "./labs.ts";

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
