import { expect, test } from "bun:test";
import { isKernelBefore, kernelVersion } from "./kernel-version.ts";

test("a release gives its major and minor number", () => {
  expect(kernelVersion("5.4.0-42-generic")).toEqual([5, 4]);
  expect(kernelVersion("3.10.0-1160.el7.x86_64")).toEqual([3, 10]);
  expect(kernelVersion("6.18-rc1")).toEqual([6, 18]);
  expect(kernelVersion("unknown")).toBeNull();
  expect(kernelVersion(null)).toBeNull();
});

test("numbers are compared, not texts", () => {
  expect(isKernelBefore("5.10.1", 5, 9)).toBe(false);
  expect(isKernelBefore("4.19.0", 5, 7)).toBe(true);
  expect(isKernelBefore("5.9.0", 5, 9)).toBe(false);
  expect(isKernelBefore("", 5, 9)).toBeNull();
});
