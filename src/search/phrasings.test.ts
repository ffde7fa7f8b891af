import { expect, test } from "bun:test";
import { cases } from "#cases/index.ts";
import { CaseLibrary } from "./question.ts";
import { loadSearchedCases } from "./searched-cases.ts";
import { languageOf, type Phrasing, sharesOf } from "../../bench/symptoms/phrasings.ts";
import measuring from "../../bench/symptoms/measuring.json";
import tuning from "../../bench/symptoms/tuning.json";

const library = new CaseLibrary(await loadSearchedCases());
const all: readonly Phrasing[] = [...tuning, ...measuring];

test.each(["en", "zh"] as const)(
  "what people type finds its case: %s",
  (language) => {
    const { first, firstThree } = sharesOf(
      tuning.filter((phrasing) => languageOf(phrasing) === language),
      library,
    );
    expect(first).toBeGreaterThanOrEqual(0.92);
    expect(firstThree).toBeGreaterThanOrEqual(0.98);
  },
  60_000,
);

test("every phrasing names cases that exist, and where it was found", () => {
  const known = new Set<string>(cases.map(({ id }) => id));
  for (const { cases: right, source } of all) {
    expect(right.filter((id) => !known.has(id))).toEqual([]);
    expect(source).toMatch(/^https?:\/\/|^System-Issue-Logs/);
  }
});

test("every case has four phrasings and more, a quarter of all is Chinese, none is in both files", () => {
  for (const { id } of cases)
    expect(all.filter(({ cases: right }) => right.includes(id)).length, id).toBeGreaterThanOrEqual(
      4,
    );
  expect(all.filter((each) => languageOf(each) === "zh").length / all.length).toBeGreaterThan(0.25);
  expect(new Set(all.map(({ asks }) => asks)).size).toBe(all.length);
});
