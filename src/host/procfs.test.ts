import { expect, test } from "bun:test";
import { unlisted } from "./procfs.ts";

test("a procfs that does not list the first process hides some", () => {
  expect(unlisted([812, 900], "")).toBe(1);
  expect(unlisted([1, 2, 900], "")).toBe(0);
});

test("a snapshot may hold any processes", () => {
  expect(unlisted([812], "/snapshot")).toBe(0);
});
