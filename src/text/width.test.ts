import { expect, test } from "bun:test";
import { pad, width } from "./width.ts";

test.each([
  ["abc", 3],
  ["软中断", 6],
  ["CPU 1 的软中断", 14],
  ["e\u0301", 1],
  ["", 0],
])("%j takes %d columns", (text, columns) => {
  expect(width(text)).toBe(columns);
});

test("padding counts columns, not characters", () => {
  expect(pad("内核", 6)).toBe("内核  ");
  expect(pad("longer", 3)).toBe("longer");
});
