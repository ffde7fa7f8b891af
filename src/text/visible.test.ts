import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { visible, visibleJson } from "./visible.ts";

test.each([
  ["\u001b[2Jclear", "\\x1b[2Jclear"],
  ["two\nlines\ttab", "two\\x0alines\\x09tab"],
  ["c1 \u009b31m", "c1 \\x9b31m"],
  ["evil\u202egnp.exe", "evil\\u202egnp.exe"],
  ["zero\u200bwidth", "zero\\u200bwidth"],
  ["lone \ud800 half", "lone \\ud800 half"],
  ["tag \u{e0041}", "tag \\u{e0041}"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("ordinary words of any script stay as they are", () => {
  for (const text of ["web-1", "挂载命名空间", "naïve café", "смешно", "🐳 docker"]) {
    expect(visible(text)).toBe(text);
  }
});

test("nothing that a terminal obeys is left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(visible(text)).not.toMatch(
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
      );
    }),
  );
});

test("JSON keeps the exact name and shows no control", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = visibleJson({ name });
      expect(JSON.parse(text)).toEqual({ name });
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }),
  );
});
