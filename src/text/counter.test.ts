import { expect, test } from "bun:test";
import { u32Difference, u64Difference } from "./counter.ts";

test.each([
  [10, 25, 15],
  [2 ** 32 - 5, 7, 12],
  [3_000_000_000, 40, 1_294_967_336],
  [1_000_000, 40, 40],
])("u32 from %d to %d went %d", (earlier, later, went) => {
  expect(u32Difference(earlier, later)).toBe(went);
});

test("a u64 that fell was reset", () => {
  expect(u64Difference(5n, 9n)).toBe(4n);
  expect(u64Difference(900n, 30n)).toBe(30n);
});
