import type { Case } from "#contract/case.ts";
import type { Language } from "#contract/message.ts";
import type { ReportWhy } from "#contract/report.ts";
import { CaseSearch, type TextMatch } from "./case-search.ts";
import type { SearchedCase } from "./passages.ts";
import { PatternScanner } from "./pattern-scanner.ts";
import { StrangeLines, watchwords } from "./strange-lines.ts";
import { patternsOf, suspectsOf } from "./suspects.ts";

/** A longer text is a log: its error messages tell, the other words drown them. */
const LONGEST_QUESTION_BYTES = 4096;
const CONSIDERED_AT_MOST = 8;
/** Cases that fit so much worse than the best one are not considered. */
const WORST_TO_BEST = 0.2;
/** Below this, a few common words of a long text matched by chance. */
const LEAST_SCORE = 10;
const STRANGE_LINES_SHOWN = 5;
const WORDS_SHOWN = 8;
const HAN = /\p{Script=Han}/u;

/** The cases made ready for any number of questions. The index of all their words is made when the first needs it. */
export class CaseLibrary {
  readonly cases: readonly Case[];
  readonly patterns: readonly string[];
  readonly #searched: readonly SearchedCase[];
  readonly #search = new Map<Language, CaseSearch>();

  constructor(searched: readonly SearchedCase[]) {
    this.#searched = searched;
    this.cases = searched.map(({ known }) => known);
    this.patterns = patternsOf(this.cases);
  }

  search(text: string): readonly TextMatch[] {
    const language = HAN.test(text) ? "zh" : "en";
    const search = this.#search.get(language) ?? new CaseSearch(this.#searched, language);
    this.#search.set(language, search);
    return search.search(text);
  }
}

/** Takes a question or a log piece by piece, and names the cases that its words speak for. */
export class Question {
  readonly #library: CaseLibrary;
  readonly #scanner: PatternScanner;
  readonly #strange = new StrangeLines();
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(library: CaseLibrary) {
    this.#library = library;
    this.#scanner = new PatternScanner(library.patterns, watchwords, (line, number) =>
      this.#strange.add(line, number),
    );
  }

  feed(piece: Uint8Array): boolean {
    if (this.#scanner.bytes <= LONGEST_QUESTION_BYTES)
      this.#text += this.#decoder.decode(piece.subarray(0, LONGEST_QUESTION_BYTES + 1));
    return this.#scanner.feed(piece);
  }

  /** @param asked the question itself, if it was one and not a log. */
  answer(asked: string | null): ReportWhy {
    this.#scanner.finish();
    const { bytes, lines, hits } = this.#scanner;
    const matches = bytes <= LONGEST_QUESTION_BYTES ? this.#library.search(this.#text) : [];
    const suspects = suspectsOf(this.#library.cases, matches, hits);
    const worst = Math.max(LEAST_SCORE, (suspects[0]?.score ?? 0) * WORST_TO_BEST);
    return {
      asked,
      lines,
      bytes,
      considered: suspects
        .filter(({ score }) => score >= worst)
        .slice(0, CONSIDERED_AT_MOST)
        .map(({ id, score, words, hits: own }) => ({
          case: id,
          score: Math.round(score * 10) / 10,
          words: words.slice(0, WORDS_SHOWN),
          patterns: own.map((hit) => ({ ...hit })),
        })),
      strange:
        asked === null ? this.#strange.most(STRANGE_LINES_SHOWN).map((each) => ({ ...each })) : [],
    };
  }
}
