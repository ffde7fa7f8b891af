import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Entry, Fact } from "#contract/fact.ts";
import { expectGolden } from "./golden.ts";
import { findNaN, goldenText } from "./json.ts";
import { mutated } from "./mutate.ts";

/** Inputs each property is tried on; `PROPERTY_RUNS=100000` for the long run. */
const PROPERTY_RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);

/** A bound for a parser that does not end; the long run of a large sample takes minutes. */
const LONGEST_PROPERTY_MILLISECONDS = 20_000 + PROPERTY_RUNS * 20;

interface Sample {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** `x.samples/NAME.txt` is the text of one file; `NAME.entries.json` a list of entries with path, text and match. */
function samplesIn(directory: string): Sample[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".txt") || file.endsWith(".entries.json"))
    .map((file) => {
      const text = readFileSync(join(directory, file), "utf8");
      const entries = file.endsWith(".txt")
        ? [{ path: file, text, match: [] }]
        : (JSON.parse(text) as Entry[]);
      return { name: file.replace(/\.txt$|\.entries\.json$/, ""), entries };
    });
}

function attempt(fact: Fact<unknown>, entries: readonly Entry[]): void {
  let value: unknown;
  try {
    value = fact.parse(entries, () => undefined);
  } catch (error) {
    if (error instanceof SyntaxError) return;
    throw error;
  }
  const found = findNaN(value);
  if (found !== null) throw new Error(`NaN at ${found}`);
}

/**
 * The tests of a fact: every sample gives its golden value, `SAMPLES.md` tells where each is from, and no input makes
 * the parser throw anything but SyntaxError or return NaN.
 *
 * @param module `import.meta.path` of the test: samples lie beside it in `<name>.samples/`.
 */
export function describeFact(fact: Fact<unknown>, module: string): void {
  const directory = module.replace(/\.test\.ts$/, ".samples");
  const samples = samplesIn(directory);
  const texts = samples.flatMap(({ entries }) => entries.map(({ text }) => text));
  const around = (text: string): Entry[] => {
    const [first] = samples;
    return (first?.entries ?? []).map((entry, index) => (index === 0 ? { ...entry, text } : entry));
  };

  describe(fact.id, () => {
    test("has samples, each with its provenance", () => {
      expect(samples.length).toBeGreaterThan(0);
      expect(existsSync(join(directory, "SAMPLES.md"))).toBe(true);
      const provenance = readFileSync(join(directory, "SAMPLES.md"), "utf8");
      expect(
        samples.filter(({ name }) => !provenance.includes(name)).map(({ name }) => name),
      ).toEqual([]);
    });
    for (const { name, entries } of samples) {
      test(`reads ${name}`, () => {
        const oddities: unknown[] = [];
        const value = fact.parse(entries, (oddity) => oddities.push(oddity));
        expectGolden(join(directory, `${name}.json`), goldenText({ value, oddities }));
      });
    }
    test("throws nothing but SyntaxError without any entry", () => attempt(fact, []));
    const properties = {
      "arbitrary text": fc.oneof(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.string({ maxLength: 400 }),
      ),
      "mutated samples": mutated(texts),
    };
    for (const [inputs, texts] of Object.entries(properties)) {
      const accepted = fc.property(texts, (text) => attempt(fact, around(text)));
      test(
        `throws nothing but SyntaxError and returns no NaN on ${inputs}`,
        () => fc.assert(accepted, { numRuns: PROPERTY_RUNS }),
        LONGEST_PROPERTY_MILLISECONDS,
      );
    }
  });
}
