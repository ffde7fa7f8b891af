import { expect, test } from "bun:test";
import { mayHangWithin } from "./locality.ts";
import { readNear } from "./read-near.ts";

test("a file of a local filesystem is read, and one that is not there is absent", () => {
  expect(readNear(import.meta.path).status).toBe("read");
  expect(readNear(`${import.meta.path}.none`).status).toBe("absent");
});

test("kernel files and this folder wait for nobody", () => {
  expect(mayHangWithin(import.meta.dir)).toBe(false);
  expect(mayHangWithin("/proc/self")).toBe(false);
});
