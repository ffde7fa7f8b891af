import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { formatPorts, parseNumbers, parsePorts, portSet } from "./ports.ts";

const none = (text: string): never => {
  throw new Error(`told of ${text}`);
};

test("what is printed is read again", () => {
  const ports = fc.uniqueArray(fc.integer({ min: 0, max: 65_535 }), { maxLength: 60 });
  fc.assert(
    fc.property(ports, (some) => {
      const sorted = some.toSorted((a, b) => a - b);
      const read = [...portSet(parsePorts(formatPorts(sorted), none))];
      expect(read).toEqual(sorted);
    }),
  );
});

test("neighbours are a range", () => {
  expect(formatPorts([1, 2, 3, 7, 9, 10])).toBe("1-3,7,9-10");
  expect(formatPorts([])).toBe("");
});

test("what is no port is told and passed over", () => {
  const told: string[] = [];
  const ranges = parsePorts("22,x,9-3,70000,80-81", (text) => told.push(text));
  expect(ranges).toEqual([
    { low: 22, high: 22 },
    { low: 80, high: 81 },
  ]);
  expect(told).toEqual(["x", "9-3", "70000"]);
});

test("a hostile text costs no more than an honest one", () => {
  const all = Array.from({ length: 100_000 }, () => ({ low: 0, high: 65_535 }));
  expect(portSet(all).size).toBe(65_536);
  expect(parseNumbers("5,0-999999999999999,x,7", 1000).size).toBe(999);
  expect([...parseNumbers("4026531840-4026531842,9", 10)]).toEqual([
    4026531840, 4026531841, 4026531842, 9,
  ]);
});
