import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Ladder, newLadder, plan, sizesOf, tallyOf, triesAgainstLoss } from "./ladder.ts";

interface Path {
  readonly mtu: number;
  /** Share of probes whose answer never comes. */
  readonly loss?: number;
  /** Says that a packet is too big, so many times. */
  readonly refusals?: number;
  readonly seed?: number;
}

/** Climbs a ladder over a path that is made up. @returns it, and the number of rounds. */
function climb(top: number, path: Path, least = 100): { ladder: Ladder; rounds: number } {
  const ladder = newLadder({ top, least });
  let state = path.seed ?? 1;
  const chance = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) / 0x7f_ffff;
  };
  let refusals = path.refusals ?? 0;
  let rounds = 0;
  for (let next = plan(ladder); next.kind === "send" && rounds < 60; next = plan(ladder)) {
    rounds++;
    for (const size of next.sizes) {
      const tally = tallyOf(ladder, size);
      tally.sent++;
      if (size <= path.mtu && chance() >= (path.loss ?? 0)) tally.arrived++;
      if (size > path.mtu && refusals-- > 0) {
        tally.refused++;
        ladder.told.add(path.mtu);
      }
    }
  }
  return { ladder, rounds };
}

describe("a ladder finds the path MTU to the byte", () => {
  const paths = [296, 576, 1006, 1280, 1281, 1300, 1350, 1400, 1450, 1492, 1499] as const;
  test.each(paths)("%d of 1500, in silence", (mtu) => {
    const { ladder, rounds } = climb(1500, { mtu });
    expect(sizesOf(ladder)).toMatchObject({ through: mtu, never: mtu + 1 });
    expect(rounds).toBeLessThan(14);
  });
  test.each(paths)("%d of 9000, with routers that tell", (mtu) => {
    const { ladder, rounds } = climb(9000, { mtu, refusals: 6 });
    expect(sizesOf(ladder)).toMatchObject({ through: mtu, never: mtu + 1, tries: 0 });
    expect(rounds).toBeLessThan(4);
  });
  test("all that the interface takes, in one round", () => {
    const { ladder, rounds } = climb(1500, { mtu: 1500 });
    expect(sizesOf(ladder)).toMatchObject({ through: 1500, never: null });
    expect(rounds).toBe(1);
  });
  test("nobody answers", () => {
    const { ladder } = climb(1500, { mtu: 0 });
    expect(sizesOf(ladder)).toMatchObject({ through: null, never: null });
  });
});

test("loss is not taken for a smaller MTU", () => {
  const paths = fc.record({
    mtu: fc.integer({ min: 600, max: 1500 }),
    loss: fc.constantFrom(0.05, 0.2, 0.36),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });
  let wrong = 0;
  const runs = Number(process.env["PROPERTY_RUNS"] ?? 500);
  fc.assert(
    fc.property(paths, (path) => {
      const { ladder } = climb(1500, path);
      const { through, never } = sizesOf(ladder);
      expect(through ?? 0).toBeLessThanOrEqual(path.mtu);
      if (through !== path.mtu || (path.mtu < 1500 && never !== path.mtu + 1)) wrong++;
    }),
    { numRuns: runs, seed: 7 },
  );
  expect(wrong).toBeLessThanOrEqual(Math.ceil(runs / 500));
});

describe("tries", () => {
  test("few without loss, more with it", () => {
    expect(triesAgainstLoss(0, 20)).toBe(3);
    expect(triesAgainstLoss(7, 20)).toBe(9);
    expect(triesAgainstLoss(20, 20)).toBe(24);
  });
});
