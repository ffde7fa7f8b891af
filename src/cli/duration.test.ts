import { expect, test } from "bun:test";
import { parseDuration } from "./duration.ts";

test.each([
  ["1s", 1],
  ["500ms", 0.5],
  ["2m", 120],
  ["0", 0],
  ["1.5s", 1.5],
])("%s is %d seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(["", "x", "-1s", "1h", "1 s", "NaN"])("%j is no duration", (text) => {
  expect(() => parseDuration(text)).toThrow("cli/notADuration");
});
