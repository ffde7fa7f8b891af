import MiniSearch from "minisearch";
import type { Case } from "#contract/case.ts";
import { wordsOf } from "./words-of.ts";

/** A case as it is searched: `guides` is its Markdown, in every language. */
export interface SearchedCase {
  readonly known: Case;
  readonly guides: readonly string[];
}

/** What speaks for a case: its score, and the words of the query that were found, the telling ones first. */
export interface TextMatch {
  readonly id: string;
  readonly score: number;
  readonly words: readonly string[];
}

/** One passage of a case. Short ones match better than long ones, so that a symptom is found by its own words. */
interface Passage {
  readonly id: number;
  readonly caseId: string;
  readonly kind: keyof typeof WEIGHTS;
  readonly text: string;
}

/** How much a passage counts, by what it is. */
const WEIGHTS = { title: 1.2, symptom: 1.5, guide: 0.7 } as const;
/** What further passages of the same case add to its best one. */
const FURTHER = 0.35;
const FURTHER_AT_MOST = 4;
/** Typing errors are forgiven in long words only, and similar words count less. */
const LONG_WORD = 6;

const isLatin = (word: string): boolean => /^[a-z]+$/.test(word);

function passagesOf({ known, guides }: SearchedCase): Omit<Passage, "id">[] {
  const caseId = known.id;
  const titles = [known.id.replaceAll("-", " "), known.title.en, known.title.zh];
  return [
    { caseId, kind: "title", text: [...titles, ...known.causes].join(" ") },
    ...known.symptoms.map(({ says, patterns = [] }) => ({
      caseId,
      kind: "symptom" as const,
      text: [says.en, says.zh, ...patterns].join(" "),
    })),
    ...guides
      .flatMap((guide) => guide.split(/^## /m))
      .map((text) => ({ caseId, kind: "guide" as const, text })),
  ];
}

/** Full-text search over what the cases say of themselves, in all languages at once. */
export class CaseSearch {
  readonly #index = new MiniSearch<Passage>({
    fields: ["text"],
    storeFields: ["caseId", "kind"],
    tokenize: wordsOf,
    processTerm: (term) => term,
  });

  constructor(cases: readonly SearchedCase[]) {
    const passages = cases.flatMap(passagesOf);
    this.#index.addAll(passages.map((passage, id) => ({ id, ...passage })));
  }

  /** The cases that the words fit, the best first. */
  search(text: string): TextMatch[] {
    const found = this.#index.search(text, {
      combineWith: "OR",
      fuzzy: (term) => isLatin(term) && term.length >= LONG_WORD && 0.2,
      prefix: (term) => isLatin(term) && term.length >= LONG_WORD,
      weights: { fuzzy: 0.3, prefix: 0.4 },
      boostDocument: (_id, _term, stored) => weightOf(stored),
    });
    const byCase = Map.groupBy(found, (result) => String(result["caseId"]));
    const matches = [...byCase].map(([id, results]): TextMatch => {
      const scores = results.map(({ score }) => score).toSorted((a, b) => b - a);
      const further = scores.slice(1, 1 + FURTHER_AT_MOST).reduce((sum, each) => sum + each, 0);
      return {
        id,
        score: (scores[0] ?? 0) + FURTHER * (further / FURTHER_AT_MOST),
        words: [...new Set(results.flatMap(({ queryTerms }) => queryTerms))],
      };
    });
    return matches.toSorted((a, b) => b.score - a.score);
  }
}

function weightOf(stored: Record<string, unknown> | undefined): number {
  const kind = stored?.["kind"];
  return kind === "title" || kind === "symptom" || kind === "guide" ? WEIGHTS[kind] : 1;
}
