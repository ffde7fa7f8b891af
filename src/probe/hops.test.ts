import { describe, expect, test } from "bun:test";
import { type Answers, dropBetween, quietHops } from "./hops.ts";

const answers = (
  big: Readonly<Record<number, string>>,
  small: Readonly<Record<number, string>>,
  arrivedAt = Infinity,
): Answers => {
  const byTtl = (given: Readonly<Record<number, string>>): Map<number, string> =>
    new Map(Object.entries(given).map(([ttl, address]) => [Number(ttl), address]));
  return { big: byTtl(big), small: byTtl(small), arrivedAt };
};

describe("where large packets are lost", () => {
  test("between the last hop that sees them and the next that does not", () => {
    const seen = answers({ 1: "a", 2: "b" }, { 1: "a", 2: "b", 3: "c", 4: "d" }, 5);
    expect(dropBetween(seen, 1401)).toEqual({
      bytes: 1401,
      last: { ttl: 2, address: "b" },
      next: { ttl: 3, address: "c" },
    });
    expect(quietHops(seen)).toEqual([]);
  });
  test("on the first link", () => {
    const seen = answers({}, { 1: "a", 2: "b" }, 3);
    expect(dropBetween(seen, 1401)).toMatchObject({ last: null, next: { ttl: 1, address: "a" } });
  });
  test("on the last link there is no router behind", () => {
    const seen = answers({ 1: "a", 2: "b" }, { 1: "a", 2: "b" }, 3);
    expect(dropBetween(seen, 1401)).toMatchObject({ last: { ttl: 2 }, next: null });
  });
  test("a router in between that says nothing is asked again", () => {
    const seen = answers({ 1: "a" }, { 1: "a", 3: "c" }, 4);
    expect(quietHops(seen)).toEqual([2]);
    expect(quietHops(answers({ 1: "a" }, { 1: "a" }, 4))).toEqual([2, 3]);
  });
  test("nobody answers", () => {
    expect(dropBetween(answers({}, {}, 3), 1401)).toBeNull();
  });
});
