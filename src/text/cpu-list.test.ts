import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { formatCpuList, formatCpuMask, parseCpuList, parseCpuMask } from "./cpu-list.ts";

const cpuSets = fc
  .uniqueArray(fc.integer({ min: 0, max: 1023 }))
  .map((cpus) => cpus.toSorted((a, b) => a - b));

test("a list that was written is read back", () => {
  fc.assert(
    fc.property(cpuSets, (cpus) => expect(parseCpuList(formatCpuList(cpus))).toEqual(cpus)),
  );
});

test("a mask that was written is read back", () => {
  fc.assert(
    fc.property(cpuSets, (cpus) => expect(parseCpuMask(formatCpuMask(cpus))).toEqual(cpus)),
  );
});

test.each([
  ["0-3,8,10-11\n", [0, 1, 2, 3, 8, 10, 11]],
  ["\n", []],
  ["5", [5]],
])("list %j", (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});

test.each([
  ["f\n", [0, 1, 2, 3]],
  ["00000002,00000001", [0, 33]],
  ["80000000", [31]],
  ["0", []],
])("mask %j", (text, cpus) => {
  expect(parseCpuMask(text)).toEqual(cpus);
});

test.each(["3-1", "a", "1-", "0-99999", "1;2"])("%j is no list", (text) => {
  expect(() => parseCpuList(text)).toThrow(SyntaxError);
});

test.each(["", "g", "123456789", "0x1"])("%j is no mask", (text) => {
  expect(() => parseCpuMask(text)).toThrow(SyntaxError);
});
