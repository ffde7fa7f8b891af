import { expect, test } from "bun:test";
import { fill } from "./template.ts";

test("fill() puts each slot's value everywhere, in paths and texts alike", () => {
  expect(fill("src/cases/__id__/__id__.ts of __title__", { id: "a-leak", title: "A leak" })).toBe(
    "src/cases/a-leak/a-leak.ts of A leak",
  );
});

test("fill() refuses a slot without a value", () => {
  expect(() => fill("__id__ __name__", { id: "a" })).toThrow("__name__");
});
