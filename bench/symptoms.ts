import { CaseLibrary } from "#search/question.ts";
import { loadSearchedCases } from "#search/searched-cases.ts";
import type { Bench, Row } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";
import { languageOf, type Phrasing, sharesOf } from "./symptoms/phrasings.ts";
import measuring from "./symptoms/measuring.json";
import tuning from "./symptoms/tuning.json";

const FIRST = 0.9;
const FIRST_THREE = 0.98;
const ROUNDS = 5;

function rowsOf(file: string, phrasings: readonly Phrasing[], library: CaseLibrary): Row[] {
  const { count, first, firstThree } = sharesOf(phrasings, library);
  const row = (what: string, ours: number, aim: number): Row => ({
    what: `${file}, ${count} phrasings: ${what}`,
    ours,
    theirs: null,
    unit: "",
    aim,
    isAtLeast: true,
  });
  return [
    row("right case first", first, FIRST),
    row("right case in the first three", firstThree, FIRST_THREE),
  ];
}

/** How well `casebook why` names the case for what people really type, and how long a question takes. */
const symptoms: Bench = {
  name: "symptoms",
  async measure() {
    const library = new CaseLibrary(await loadSearchedCases());
    const files = { tuning, measuring } satisfies Record<string, readonly Phrasing[]>;
    const rows = Object.entries(files).flatMap(([file, phrasings]) => [
      ...rowsOf(file, phrasings, library),
      ...(["en", "zh"] as const).flatMap((language) =>
        rowsOf(
          `${file} ${language}`,
          phrasings.filter((phrasing) => languageOf(phrasing) === language),
          library,
        ),
      ),
    ]);
    const ask = (words: string): string[] => [CASEBOOK, "why", "--interval", "0", words];
    const { en, zh } = await compare(
      { en: ask("docker cp no space left on device"), zh: ask("服务器大量丢包，连接超时") },
      ROUNDS,
    );
    const seconds = (what: string, ours: number): Row => ({
      what: `a question, verdicts included: ${what}`,
      ours,
      theirs: null,
      unit: "s",
      aim: 1,
    });
    return { rows: [...rows, seconds("en", en.wallSeconds), seconds("zh", zh.wallSeconds)] };
  },
};

export default symptoms;
